"""lane: Тысяча потоков"""

import sys
import threading
import time

seconds = int(sys.argv[1])
threads = [threading.Thread(target=time.sleep, args=(seconds,)) for _ in range(1000)]
for thread in threads:
    thread.start()
print("ждут", flush=True)
for thread in threads:
    thread.join()
print('\x1b]7337;{"result":{"lines":1000}}\x07', end="", flush=True)
