# lane: порог malloc больше
"""glibc told to map only blocks from 1 MiB on; it reads that when a program starts, so the program starts again."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder

import asyncio
import os

from lib.echo_protocol import Echo, serve

# region: cure
THRESHOLD = "MALLOC_MMAP_THRESHOLD_"

if THRESHOLD not in os.environ:
    os.environ[THRESHOLD] = str(1024 * 1024)
    os.execv(sys.executable, sys.orig_argv)
# endregion

asyncio.run(serve(Echo))
