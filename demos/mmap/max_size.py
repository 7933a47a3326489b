# lane: max_size меньше
"""64 KiB asked for at once: less than the 128 KiB from which glibc maps."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder

import asyncio

from lib import echo_protocol


# region: cure
class Echo(echo_protocol.Echo):
    def connection_made(self, transport):
        super().connection_made(transport)
        transport.max_size = 64 * 1024


# endregion


asyncio.run(echo_protocol.serve(Echo))
