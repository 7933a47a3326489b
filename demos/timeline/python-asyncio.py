# lane: Python, asyncio
"""Each task is a coroutine of one loop; it stops for the others only at its own await."""

import asyncio
import signal
import sys

sys.path.insert(0, f"{sys.path[0]}/..")  # demos/lib
from lib.args import whole
from lib.events import now
from lib.timeline import LASTS, TURN, report, start, work

turns = []


# region: task
async def task(number, end):
    while now() < end:
        begin = now()
        while now() < begin + TURN:
            work()
        turns.append((number, begin, now()))
        await asyncio.sleep(0)  # let the others go


# endregion


async def main():
    tasks = whole(1, "tasks", default=4, least=1)
    end = start() + LASTS
    await asyncio.gather(*(task(number, end) for number in range(tasks)))
    report(turns)


signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once
asyncio.run(main())
