# lane: uvloop: streams
# needs: uvloop
"""A task per connection, reading and writing streams on libuv."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

import asyncio
from contextlib import suppress

import uvloop
from lib.echo import BACKLOG, CHUNK, listen


# region: echo
async def echo(reader, writer):
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


uvloop.run(main())
