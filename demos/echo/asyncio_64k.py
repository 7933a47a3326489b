# lane: asyncio: streams, recv по 64 КБ
"""The lane `asyncio` without its mmap: 256 KiB asked for at once is what glibc maps anew for each message (demo `mmap`)."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

import asyncio
from contextlib import suppress

from lib.echo import BACKLOG, CHUNK, listen


# region: echo
async def echo(reader, writer):
    writer.transport.max_size = 64 * 1024
    with suppress(OSError):  # a reset ends only this one
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(
        echo, sock=listen(), backlog=BACKLOG
    )
    await server.serve_forever()


# endregion


asyncio.run(main())
