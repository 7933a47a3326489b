# lane: gevent
# needs: gevent
"""A greenlet per connection: blocking calls that switch to another greenlet instead."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

from contextlib import suppress

from gevent import get_hub
from gevent.server import StreamServer
from lib.echo import CHUNK, end_at_limit, listen


# region: echo
def echo(connection, address):
    with connection, suppress(OSError):
        while data := connection.recv(CHUNK):
            connection.sendall(data)


# endregion


listener = listen()
listener.setblocking(False)
get_hub().handle_error = lambda context, *error: end_at_limit(*error)
StreamServer(listener, echo).serve_forever()
