"""lane: Плодит глухих к сигналам"""

import os
import signal
import time

signal.signal(signal.SIGHUP, signal.SIG_IGN)
for i in range(3):
    if os.fork() == 0:
        os.setsid()
        time.sleep(60)
        os._exit(0)
print("расплодился", flush=True)
time.sleep(0.3)
print('\x1b]7337;{"result":{"lines":1}}\x07', end="", flush=True)
