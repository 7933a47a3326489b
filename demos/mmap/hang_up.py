# lane: asyncio, один отключился
"""asyncio as it is, after one client has come and gone.

Its last recv() returns nothing, and the whole block of 256 KiB is freed at once, not shrunk to a message first. From the
size of such a block glibc learns (M_MMAP_THRESHOLD in mallopt(3)): its threshold for mmap is 256 KiB from then on.
"""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder

import asyncio
from asyncio import open_connection

from lib.echo import BACKLOG, listen
from lib.echo_protocol import Echo


# region: cure
async def come_and_go(address):
    _, call = await open_connection(*address)
    call.close()
    await call.wait_closed()


# endregion


async def main():
    listener = listen()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Echo, sock=listener, backlog=BACKLOG)
    await come_and_go(listener.getsockname()[:2])
    await server.serve_forever()


asyncio.run(main())
