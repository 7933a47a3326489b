"""What every Python lane of `echo` needs around its idea: arguments, the listening socket, sentences for the limits."""

import errno
import logging
import os
import resource
import signal
import socket
import sys

from lib.args import whole
from lib.limits import reached_limit

BACKLOG = 65535  # the kernel makes it net.core.somaxconn
CHUNK = 65536  # bytes asked for at once

_HIGHEST_PORT = 65535
_MANY_FILES = 1 << 20  # more would only be longer to count
_spare = os.open(os.devnull, os.O_RDONLY)  # given up to accept, and to close at once, when there are no more
_said = False


def listen():
    """The listening socket of `program [PORT=8888] [HOST=127.0.0.1]`, blocking; says where it listens.

    Accepted sockets have TCP_NODELAY because this one has: Linux, macOS and the BSDs hand it down.
    Ends the program with a sentence: 2 for wrong arguments, 1 where it cannot listen.
    """
    # The default action, instead of a KeyboardInterrupt: nothing has to be tidied up.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.excepthook = end_at_limit
    logging.getLogger().addHandler(_LimitInLog())
    raise_descriptor_limit()
    family, address = _address()
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        _end(1, _why_not(error, *address[:2]))
    host, port = listener.getsockname()[:2]
    print(f"Слушаю {f'[{host}]' if ':' in host else host}:{port}", flush=True)
    return listener


def accept(listener):
    """The next connection; None when there is none now, or when it is gone already or one too many."""
    try:
        return listener.accept()[0]
    except OSError as error:
        # The other errors, besides «nobody is there», are those of a connection that has gone already.
        return _accept_with_spare(listener) if error.errno in (errno.EMFILE, errno.ENFILE) else None


def unsent(connection, data):
    """Sends what fits into the kernel's buffer now and returns the rest of it."""
    try:
        return data[connection.send(data) :]
    except BlockingIOError:
        return data


def refuse(connection, limit=reached_limit):
    """Closes a connection that cannot be served, and says the first time which limit is behind it.

    limit: a function that names it, called once because it may look at all processes.
    """
    global _said
    connection.close()
    if not _said:
        _said = True
        name = limit() or "неизвестный предел системы"
        print(f"Больше соединений не обслужить, мешает предел: {name}", file=sys.stderr, flush=True)


def raise_descriptor_limit():
    """Makes the soft limit on descriptors the hard one, or what the system agrees to: macOS says infinity, means less."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    known = [most for most in (hard, _MANY_FILES) if most != resource.RLIM_INFINITY]
    for wanted in (min(known), 65536, 24576, 10240):
        if soft == resource.RLIM_INFINITY or wanted <= soft:
            return
        try:
            return resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (ValueError, OSError):
            continue  # the next is less


def descriptor_limit():
    """Such as "RLIMIT_NOFILE = 1024"."""
    return f"RLIMIT_NOFILE = {resource.getrlimit(resource.RLIMIT_NOFILE)[0]}"


def end_at_limit(kind, error, trace):
    """sys.excepthook of all lanes: where a library accepts and is out of descriptors, the limit is named, not a trace."""
    first = error
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    if isinstance(first, OSError) and first.errno in (errno.EMFILE, errno.ENFILE):
        _end(1, f"Больше соединений не открыть, мешает предел: {descriptor_limit()}")
    sys.__excepthook__(kind, error, trace)


def _address():
    port = whole(1, "port", default=8888)
    if port > _HIGHEST_PORT:
        _end(2, f"port: нужно целое число не больше {_HIGHEST_PORT}, а не «{port}»")
    if len(sys.argv) > 3:
        _end(2, f"Лишний аргумент «{sys.argv[3]}»: нужны только port и host")
    host = sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1"
    try:
        family, *_, address = socket.getaddrinfo(host or "?", port, type=socket.SOCK_STREAM)[0]
    except OSError:
        _end(2, f"host: нужен адрес этой машины, такой как 127.0.0.1, а не «{host}»")
    return family, address


def _why_not(error, host, port):
    match error.errno:
        case errno.EADDRINUSE:
            return f"Порт {port} занят: остановите того, кто его слушает, или назовите другой порт"
        case errno.EACCES | errno.EPERM:
            return f"Порт {port} слушать не разрешено: назовите порт от 1024"
        case errno.EADDRNOTAVAIL:
            return f"Адреса {host} у этой машины нет: назовите её адрес, такой как 127.0.0.1"
    return f"Не могу слушать {host}:{port}: {error.strerror}"


def _accept_with_spare(listener):
    global _spare
    os.close(_spare)
    try:
        connection = listener.accept()[0]
    except OSError:
        connection = None  # there is none, or it has gone meanwhile
    try:
        _spare = os.open(os.devnull, os.O_RDONLY)
        return connection  # others have closed theirs while this was waited for
    except OSError:
        refuse(connection, descriptor_limit)
        _spare = os.open(os.devnull, os.O_RDONLY)


class _LimitInLog(logging.Handler):
    """asyncio, Tornado, trio and curio log an accept that failed, with its traceback, again and again."""

    def emit(self, record):
        if record.exc_info:
            end_at_limit(*record.exc_info)
        else:
            print(record.getMessage(), file=sys.stderr)


def _end(code, sentence):
    print(sentence, file=sys.stderr, flush=True)
    os._exit(code)
