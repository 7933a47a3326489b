"""lane: Считает"""

import select
import sys

n = int(sys.argv[1])
number = 0
print("считаю до клавиши Enter", flush=True)
while number < n and not select.select([sys.stdin], [], [], 0.02)[0]:
    number += 1
    print(number, end=" ", flush=True)
print("\nнасчитал", number)
print('\x1b]7337;{"result":{"numbers":%d}}\x07' % number, end="")
