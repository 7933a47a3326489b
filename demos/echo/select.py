# lane: select
"""One thread; select() is told all sockets each time and says which are ready."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

from select import select

from lib.echo import CHUNK, accept, listen, refuse, unsent

FD_SETSIZE = 1024  # the size of select's sets: a descriptor from here on does not fit in
reading = set()
writing = {}  # connection → what it still has to get; it is not read from meanwhile


# region: echo
def serve(listener):
    while True:
        reads, writes, _ = select(reading, writing, [])
        for connection in reads:
            if connection is listener:
                welcome(listener)
            else:
                echo(connection)
        for connection in writes:
            send(connection, writing.pop(connection))


# endregion


def welcome(listener):
    while connection := accept(listener):
        if connection.fileno() >= FD_SETSIZE:
            refuse(connection, lambda: f"FD_SETSIZE = {FD_SETSIZE}")
            continue
        connection.setblocking(False)
        reading.add(connection)


def echo(connection):
    try:
        data = connection.recv(CHUNK)
    except OSError:  # a reset ends only this connection
        data = b""
    reading.discard(connection)
    if data:
        send(connection, data)
    else:
        connection.close()


def send(connection, data):
    try:
        rest = unsent(connection, data)
    except OSError:
        return connection.close()
    if rest:
        writing[connection] = rest
    else:
        reading.add(connection)


def main():
    listener = listen()
    listener.setblocking(False)
    reading.add(listener)
    serve(listener)


main()
