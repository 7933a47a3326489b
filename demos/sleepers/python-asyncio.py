# lane: Python, asyncio
"""Each sleeper is a task in asyncio.sleep."""

import asyncio
import os
import signal
import sys

sys.path.insert(0, f"{sys.path[0]}/..")  # demos/lib
from lib.args import whole
from lib.sleepers import FOREVER, HOLD, Bedtime


# region: sleep
def start_sleepers(n):
    for number in range(1, n + 1):
        sleeper = asyncio.sleep(FOREVER)
        asyncio.create_task(sleeper)
        yield number


# endregion


async def main():
    n = whole(1, "n", default=1000, least=1)
    bedtime = Bedtime(n)
    for started in start_sleepers(n):
        bedtime.progress(started)
    await asyncio.sleep(0)  # each task runs up to its own await
    bedtime.started()
    await asyncio.sleep(HOLD)
    bedtime.report(len(asyncio.all_tasks()) - 1)  # without this one
    os._exit(0)  # nobody cancels the sleepers


signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once
asyncio.run(main())
