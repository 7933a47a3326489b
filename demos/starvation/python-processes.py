# lane: Python, процессы
"""sleep(1) in the parent beside processes that only count."""

import os
import signal
import sys
from multiprocessing import get_context
from time import sleep

sys.path.insert(0, f"{sys.path[0]}/..")  # demos/lib
from lib.args import whole
from lib.starvation import WAKEUPS, Clock

fork = get_context("fork")  # spawned ones would import all this again
go = fork.Event()
PARENT = os.getpid()


def parent_lives():
    return os.getppid() == PARENT


# region: starve
def spin():
    while parent_lives() and not go.wait(0.2):
        pass  # all start counting together
    while parent_lives():
        sum(range(10_000))


def starve(spinners, clock):
    for _ in range(spinners):
        fork.Process(target=spin).start()
    go.set()
    while clock.goes_on():
        sleep(1)
        clock.say()


# endregion


def main():
    spinners = whole(1, "spinners", default=100)
    clock = Clock(whole(2, "wakeups", default=WAKEUPS, least=1))
    starve(spinners, clock)
    for spinner in fork.active_children():
        spinner.kill()
    for spinner in fork.active_children():
        spinner.join()  # what they cost is counted when they are waited for
    clock.report()


signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once
main()
