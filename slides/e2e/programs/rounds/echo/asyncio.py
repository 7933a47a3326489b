"""lane: Третий"""

import sys
import time

time.sleep(0.6)
if sys.argv[1] == "2":
    sys.exit("Сервер закрыл соединение. Запустить его руками: python asyncio.py")
print(1500)
