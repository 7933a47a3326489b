"""lane: Отвечает на каждую клавишу"""

import os
import tty

tty.setraw(0)
os.write(1, b"?")
lines = 0
while (key := os.read(0, 1)) not in (b"\x04", b""):
    os.write(1, key)
    lines += 1
os.write(1, b'\x1b]7337;{"result":{"lines":%d}}\x07' % lines)
