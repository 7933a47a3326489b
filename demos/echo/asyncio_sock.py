# lane: asyncio: sock_recv
"""A task per connection, with the loop's own socket calls."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

import asyncio
from contextlib import suppress

from lib.echo import CHUNK, listen


# region: echo
async def echo(loop, client):
    with client, suppress(OSError):
        while data := await loop.sock_recv(client, CHUNK):
            await loop.sock_sendall(client, data)


async def main():
    listener = listen()
    listener.setblocking(False)
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as clients:
        while True:
            client, _ = await loop.sock_accept(listener)
            clients.create_task(echo(loop, client))


# endregion


asyncio.run(main())
