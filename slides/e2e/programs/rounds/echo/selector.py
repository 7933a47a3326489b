"""lane: Второй"""

import sys
import time

time.sleep(0.6)
speed = 2000 + int(sys.argv[1])
print(speed)
