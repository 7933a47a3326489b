# lane: eventlet
# needs: eventlet
"""A green thread per connection: gevent's elder brother, with its hub in Python."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

import warnings
from contextlib import suppress

warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")
import eventlet
from eventlet.greenio import GreenSocket
from lib.echo import CHUNK, listen

MANY = 1_000_000  # green threads: the usual limit is 1000


# region: echo
def echo(connection, address):
    with connection, suppress(OSError):
        while data := connection.recv(CHUNK):
            connection.sendall(data)


# endregion


eventlet.serve(GreenSocket(listen()), echo, concurrency=MANY)
