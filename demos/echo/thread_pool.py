# lane: пул потоков
"""A selector hands each ready connection to a pool of threads for one turn; thus a few threads serve any number."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

from queue import SimpleQueue
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from threading import Thread

from lib.echo import CHUNK, accept, listen, unsent

THREADS = 10
selector = DefaultSelector()
ready = SimpleQueue()


# region: echo
def work():
    while True:
        connection, rest = ready.get()
        try:
            data = rest or connection.recv(CHUNK)
            if data:
                rest = unsent(connection, data)
                wait(connection, rest)
            else:
                connection.close()
        except OSError:  # a reset ends only this connection
            connection.close()


# endregion


def wait(connection, rest=b""):
    """For room for the rest, if there is one, else for a message."""
    selector.register(connection, EVENT_WRITE if rest else EVENT_READ, rest)


def hand_out(listener):
    while True:
        for key, _ in selector.select():
            if key.fileobj is listener:
                welcome(listener)
            else:
                # Out of the selector: a connection is in the hands of one thread at a time.
                selector.unregister(key.fileobj)
                ready.put((key.fileobj, key.data))


def welcome(listener):
    while connection := accept(listener):
        connection.setblocking(False)
        wait(connection)


def main():
    listener = listen()
    listener.setblocking(False)
    selector.register(listener, EVENT_READ)
    for _ in range(THREADS):
        Thread(target=work, daemon=True).start()
    hand_out(listener)


main()
