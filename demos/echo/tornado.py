# lane: Tornado
# needs: tornado
"""A coroutine per connection, on Tornado's own streams; under them is asyncio's loop."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

import asyncio
from contextlib import suppress

from lib.echo import CHUNK, listen
from tornado.iostream import StreamClosedError
from tornado.tcpserver import TCPServer


# region: echo
class Echo(TCPServer):
    async def handle_stream(self, stream, address):
        with suppress(StreamClosedError):
            while True:
                data = await stream.read_bytes(CHUNK, True)
                await stream.write(data)


async def main():
    listener = listen()
    listener.setblocking(False)
    Echo().add_socket(listener)
    await asyncio.Event().wait()


# endregion


asyncio.run(main())
