# lane: trio
# needs: trio
"""A task per connection, in a nursery that waits for all of them."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

from contextlib import suppress

import trio
from lib.echo import listen


# region: echo
async def echo(stream):
    with suppress(trio.BrokenResourceError):
        async for data in stream:
            await stream.send_all(data)


async def main():
    socket = trio.socket.from_stdlib_socket(listen())
    listener = trio.SocketListener(socket)
    await trio.serve_listeners(echo, [listener])


# endregion


trio.run(main)
