"""Arguments of a lane: positional whole numbers, each with a default."""

import sys


def whole(position, name, default, least=0):
    """The argument at a position, counted from 1; ends the program with a sentence when it is wrong."""
    if position >= len(sys.argv):
        return default
    text = sys.argv[position]
    if text.isascii() and text.isdigit() and int(text) >= least:
        return int(text)
    print(f"{name}: нужно целое число не меньше {least}, а не «{text}»", file=sys.stderr)
    sys.exit(2)
