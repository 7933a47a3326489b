# lane: curio
# needs: curio
"""A task per connection: a kernel of traps in a few hundred lines of Python."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

from contextlib import suppress

import lib.old_names  # before curio
import curio
from curio.io import Socket
from curio.network import run_server
from lib.echo import CHUNK, listen


# region: echo
async def echo(client, address):
    with suppress(OSError):
        while data := await client.recv(CHUNK):
            await client.sendall(data)


# endregion


curio.run(run_server, Socket(listen()), echo)
