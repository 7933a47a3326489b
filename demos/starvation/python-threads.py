# lane: Python, потоки
"""sleep(1) in the main thread beside threads that only count."""

import os
import signal
import sys
from threading import Event, Thread
from time import sleep

sys.path.insert(0, f"{sys.path[0]}/..")  # demos/lib
from lib.args import whole
from lib.starvation import WAKEUPS, Clock

go = Event()


# region: starve
def spin():
    go.wait()  # all start counting together
    while True:
        pass


def starve(spinners, clock):
    for _ in range(spinners):
        Thread(target=spin, daemon=True).start()
    go.set()
    while clock.goes_on():
        sleep(1)
        clock.say()


# endregion


def main():
    spinners = whole(1, "spinners", default=100)
    clock = Clock(whole(2, "wakeups", default=WAKEUPS, least=1))
    starve(spinners, clock)
    clock.report()
    os._exit(0)  # nobody waits for the spinners


signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once
main()
