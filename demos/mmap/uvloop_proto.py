# lane: uvloop
# needs: uvloop
"""The same protocol on libuv, which receives into one buffer of the loop."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder

import uvloop
from lib.echo_protocol import Echo, serve

# region: cure
uvloop.run(serve(Echo))
# endregion
