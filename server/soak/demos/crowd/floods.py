"""lane: Затопляет"""

import sys

n = int(sys.argv[1]) * 200
for first in range(0, n, 1000):
    sys.stdout.write("".join(f"{i} потоп\n" for i in range(first, first + 1000)))
    sys.stdout.write('\x1b]7337;{"sample":{"name":"lines","value":%d,"unit":"1"}}\x07' % first)
print('\x1b]7337;{"result":{"lines":%d}}\x07' % n, end="")
