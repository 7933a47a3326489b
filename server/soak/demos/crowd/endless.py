"""lane: Без конца"""

import sys

i = 0
while True:
    sys.stdout.write("".join(f"{i + k} ещё\n" for k in range(500)))
    i += 500
