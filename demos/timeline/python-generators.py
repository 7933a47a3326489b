# lane: Python, генераторы
"""Each task is a generator; the scheduler is a queue and three lines."""

import signal
import sys
from collections import deque

sys.path.insert(0, f"{sys.path[0]}/..")  # demos/lib
from lib.args import whole
from lib.events import now
from lib.timeline import LASTS, TURN, report, start, work

turns = []


# region: task
def task(number, end):
    while now() < end:
        begin = now()
        while now() < begin + TURN:
            work()
        turns.append((number, begin, now()))
        yield  # let the others go


# endregion


# region: scheduler
def run(tasks):
    ready = deque(tasks)
    while ready:
        task = ready.popleft()
        try:
            next(task)
        except StopIteration:
            continue
        ready.append(task)


# endregion


def main():
    tasks = whole(1, "tasks", default=4, least=1)
    end = start() + LASTS
    run(task(number, end) for number in range(tasks))
    report(turns)


signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once
main()
