# lane: uvloop: Protocol
# needs: uvloop
"""Callbacks of a Protocol on libuv; no task per connection."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

import asyncio

import uvloop
from lib.echo import BACKLOG, listen


# region: echo
class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)

    def pause_writing(self):  # the client does not read
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()


# endregion


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Echo, sock=listen(), backlog=BACKLOG)
    await server.serve_forever()


uvloop.run(main())
