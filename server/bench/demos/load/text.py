"""lane: 50 МБ текста"""

import sys

WORDS = "поток ждёт, сопроцедура уступает, ядро считает переключения; the quick brown fox "
count = 50 * 2**20 // len(f"{0:08d} {WORDS}\n".encode())
for first in range(0, count, 1000):
    sys.stdout.write("".join(f"{i:08d} {WORDS}\n" for i in range(first, min(count, first + 1000))))
print("конец", flush=True)
print('\x1b]7337;{"result":{"lines":%d}}\x07' % count, end="", flush=True)
