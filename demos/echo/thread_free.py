# lane: threading без GIL
# python: free-threaded
"""The lane `thread` on a build without the GIL (PEP 703): its threads run side by side."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

from contextlib import suppress
from threading import Thread, stack_size

from lib.echo import CHUNK, accept, listen, refuse

STACK = 256 << 10  # bytes: with the usual 8 MiB of addresses each, limits come sooner


# region: echo
def echo(connection):
    with connection, suppress(OSError, MemoryError):
        while data := connection.recv(CHUNK):
            connection.sendall(data)


def serve(listener):
    while True:
        if connection := accept(listener):
            start_thread(connection)


# endregion


def start_thread(connection):
    try:
        Thread(target=echo, args=[connection], daemon=True).start()
    except (RuntimeError, MemoryError):
        refuse(connection)


stack_size(STACK)
serve(listen())
