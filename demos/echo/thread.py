# lane: threading, поток на соединение
"""A thread per connection, in plain blocking calls."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

from contextlib import suppress
from threading import Thread, stack_size

from lib.echo import CHUNK, accept, listen, refuse

PATIENCE = 1  # seconds: each thread that waits for the GIL wakes up so often; at the usual 5 ms, 10 000 do nothing else
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


sys.setswitchinterval(PATIENCE)
stack_size(STACK)
serve(listen())
