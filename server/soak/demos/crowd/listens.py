"""lane: Слушает"""

import sys

lines = 0
print("слушаю", flush=True)
for line in sys.stdin:
    lines += 1
    print("слышу:", line.strip(), flush=True)
    if "хватит" in line:
        break
print('\x1b]7337;{"result":{"lines":%d}}\x07' % lines, end="", flush=True)
