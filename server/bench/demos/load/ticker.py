"""lane: Двадцать строк в секунду"""

import sys
import time

ticks = int(sys.argv[1]) * 20
start = time.monotonic()
for i in range(ticks):
    time.sleep(max(0, start + i / 20 - time.monotonic()))
    print(f"tick {time.monotonic_ns()} {'.' * 60}", flush=True)
print('\x1b]7337;{"result":{"lines":%d}}\x07' % ticks, end="", flush=True)
