# lane: selectors, обратные вызовы
"""One thread; the selector says which sockets are ready, and with each stands what to call then."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

from functools import partial
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector

from lib.echo import CHUNK, accept, listen, unsent

selector = DefaultSelector()


# region: echo
def on_accept(listener):
    while connection := accept(listener):
        connection.setblocking(False)
        selector.register(connection, EVENT_READ, on_read)


def on_read(connection):
    if data := connection.recv(CHUNK):
        if rest := unsent(connection, data):
            wait_for_room(connection, rest)
    else:
        close(connection)


# endregion


def wait_for_room(connection, rest):
    """Nothing is read from a client that does not read."""
    selector.modify(connection, EVENT_WRITE, partial(on_write, rest))


def on_write(rest, connection):
    if rest := unsent(connection, rest):
        wait_for_room(connection, rest)
    else:
        selector.modify(connection, EVENT_READ, on_read)


def close(connection):
    selector.unregister(connection)
    connection.close()


def main():
    listener = listen()
    listener.setblocking(False)
    selector.register(listener, EVENT_READ, on_accept)
    while True:
        for key, _ in selector.select():
            try:
                key.data(key.fileobj)
            except OSError:  # a reset ends only this connection
                close(key.fileobj)


main()
