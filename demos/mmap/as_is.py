# lane: asyncio как есть
"""asyncio asks for 256 KiB at once: glibc maps a block of that size, shrinks it to the message and unmaps it."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder

import asyncio

from lib.echo_protocol import serve


# region: cure
class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport  # max_size: 256 KiB

    def data_received(self, data):
        self.transport.write(data)

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()


# endregion


asyncio.run(serve(Echo))
