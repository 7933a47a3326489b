"""Numbers as people write them in Russian."""


def decimal(value, digits):
    """1.25 → «1,25»; digits after the comma only while the number is small."""
    return f"{value:.{digits if abs(value) < 100 else 0}f}".replace(".", ",")
