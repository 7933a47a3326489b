"""What this process occupies now. Off Linux, where there is no /proc, nothing is known."""


def footprint():
    """rss and virtual in KiB, maps and threads as counts; an empty dictionary where nobody can tell."""
    try:
        with open("/proc/self/status") as file:
            status = dict(line.split(":", 1) for line in file)
        with open("/proc/self/maps") as file:
            maps = sum(1 for _ in file)
    except OSError:
        return {}
    return {
        "rss": int(status["VmRSS"].split()[0]),
        "virtual": int(status["VmSize"].split()[0]),
        "maps": maps,
        "threads": int(status["Threads"]),
    }
