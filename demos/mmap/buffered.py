# lane: BufferedProtocol
"""Receives into a buffer of its own, allocated once per connection."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder

import asyncio

from lib import echo_protocol


# region: cure
class Echo(echo_protocol.Echo, asyncio.BufferedProtocol):
    def connection_made(self, transport):
        super().connection_made(transport)
        self.buffer = bytearray(64 * 1024)

    def get_buffer(self, sizehint):
        return self.buffer

    def buffer_updated(self, size):
        self.transport.write(self.buffer[:size])


# endregion


asyncio.run(echo_protocol.serve(Echo))
