# lane: poll
"""One thread; the list of sockets is kept, poll() walks the whole of it each time."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

from select import POLLIN, POLLOUT, poll

from lib.echo import CHUNK, accept, listen, unsent

poller = poll()
connections = {}  # descriptor → connection
rests = {}  # descriptor → what it still has to get; it is not read from meanwhile


# region: echo
def serve(listener):
    while True:
        for fd, _ in poller.poll():
            if fd == listener.fileno():
                welcome(listener)
            elif rest := rests.pop(fd, None):
                poller.modify(fd, POLLIN)
                send(fd, rest)
            elif data := receive(fd):
                send(fd, data)
            else:
                close(fd)


# endregion


def welcome(listener):
    while connection := accept(listener):
        connection.setblocking(False)
        connections[connection.fileno()] = connection
        poller.register(connection, POLLIN)


def receive(fd):
    try:
        return connections[fd].recv(CHUNK)
    except OSError:  # a reset ends only this connection
        return b""


def send(fd, data):
    try:
        rest = unsent(connections[fd], data)
    except OSError:
        return close(fd)
    if rest:
        rests[fd] = rest
        poller.modify(fd, POLLOUT)


def close(fd):
    poller.unregister(fd)
    connections.pop(fd).close()


def main():
    listener = listen()
    listener.setblocking(False)
    poller.register(listener, POLLIN)
    serve(listener)


main()
