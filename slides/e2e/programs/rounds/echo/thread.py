"""lane: Первый"""

import sys
import time

time.sleep(0.6)
speed = 1000 + int(sys.argv[1])
print(speed)
