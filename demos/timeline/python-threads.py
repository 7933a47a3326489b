# lane: Python, потоки
"""Each task is a thread; nobody asks it when to stop for the others."""

import signal
import sys
from threading import Thread

sys.path.insert(0, f"{sys.path[0]}/..")  # demos/lib
from lib.args import whole
from lib.events import now
from lib.timeline import GAP, LASTS, report, start, work

turns = []


# region: task
def task(number, end):
    begin = last = now()
    while last < end:
        work()
        moment = now()
        if moment - last > GAP:  # somebody else ran
            turns.append((number, begin, last))
            begin = moment
        last = moment
    turns.append((number, begin, last))


# endregion


def main():
    tasks = whole(1, "tasks", default=4, least=1)
    end = start() + LASTS
    threads = [Thread(target=task, args=(number, end)) for number in range(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report(turns)


signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once
main()
