"""Thirty lines at once, thirty times a second."""

import sys
import time

LINES, HERTZ = 30, 30


def flow(turns):
    begin = time.monotonic()
    for turn in range(turns):
        time.sleep(max(0, begin + turn / HERTZ - time.monotonic()))
        lines = (f"{turn:6} {line:3} {'·' * ((turn + line) % 28)}" for line in range(LINES))
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
    print('\x1b]7337;{"result":{"lines":%d}}\x07' % (turns * LINES), end="")
