"""lane: Говорит не спеша, с событиями"""

import os
import sys
import time

n = int(sys.argv[1])
for i in range(n):
    os.write(1, f"\x1b[3{i % 8}mстрока {i}\x1b[0m\r\n".encode())
    if i % 50 == 0:
        os.write(1, b'\x1b]7337;{"mark":"m%d"}\x07' % i)
    time.sleep(0.001)
os.write(1, b'\x1b]7337;{"result":{"lines":%d}}\x07' % n)
