# lane: Python, потоки
"""Each sleeper is a thread in time.sleep."""

import os
import signal
import sys
from threading import Thread
from time import sleep

sys.path.insert(0, f"{sys.path[0]}/..")  # demos/lib
from lib.args import whole
from lib.limits import reached_limit
from lib.memory import footprint
from lib.sleepers import FOREVER, HOLD, Bedtime


# region: sleep
def start_sleepers(n):
    for number in range(1, n + 1):
        sleeper = Thread(target=sleep, args=(FOREVER,))
        sleeper.daemon = True
        sleeper.start()
        yield number


# endregion


def main():
    n = whole(1, "n", default=1000, least=1)
    bedtime = Bedtime(n)
    started, limit = 0, None
    try:
        for started in start_sleepers(n):
            bedtime.progress(started)
    except (RuntimeError, MemoryError) as error:
        limit = reached_limit() or str(error)
    bedtime.started()
    if not limit:  # at the limit the machine has no pids left: report at once
        sleep(HOLD)
    # The kernel's count, without the main thread.
    bedtime.report(footprint().get("threads", started + 1) - 1, limit)
    os._exit(0)  # nobody waits for the sleepers


signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once
main()
