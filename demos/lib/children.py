"""Children that do not outlive their parent."""

import ctypes
import os
import signal
import sys
from threading import Thread
from time import sleep

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None  # before the fork: once, not in each child


def end_with_parent(parent):
    """Called in a child: it ends when the process `parent` does, however that ends. Costs nothing while it works."""
    if _libc:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    else:
        Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it was too late to ask
        os._exit(0)


def _watch(parent):
    while os.getppid() == parent:
        sleep(0.2)
    os._exit(0)
