"""lane: Без конца"""

import sys

block = "".join(f"{i:04d} сколько строк успеет напечатать программа, пока её не остановят\n" for i in range(1000))
lines = 0
try:
    while True:
        sys.stdout.write(block)
        lines += 1000
except KeyboardInterrupt:
    print("\nостановлен", flush=True)
    print('\x1b]7337;{"result":{"lines":%d}}\x07' % lines, end="", flush=True)
