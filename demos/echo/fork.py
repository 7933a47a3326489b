# lane: fork, процесс на соединение
"""A process per connection, as servers were written before threads."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

import os
import signal
from contextlib import suppress

from lib.children import end_with_parent
from lib.echo import CHUNK, accept, listen, refuse

PARENT = os.getpid()


# region: echo
def echo(connection):
    with connection, suppress(OSError):
        while data := connection.recv(CHUNK):
            connection.sendall(data)


def serve(listener):
    while True:
        connection = accept(listener)
        if connection and fork(connection) == 0:
            listener.close()
            echo(connection)
            os._exit(0)


# endregion


def fork(connection):
    """0 in the child. The parent has its copy of the connection closed."""
    try:
        child = os.fork()
    except OSError:
        child = None
        refuse(connection)
    if child == 0:
        end_with_parent(PARENT)
    else:
        connection.close()
    return child


signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the dead
serve(listen())
