"""The echo of asyncio's protocols, for the lanes of `mmap`: what they compare is where its bytes are received."""

import asyncio

from lib.echo import BACKLOG, listen


class Echo(asyncio.Protocol):
    """Sends back what comes, and does not read from a client that does not."""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()


async def serve(protocol):
    """Listens where the arguments say, one protocol per connection, for ever."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, sock=listen(), backlog=BACKLOG)
    await server.serve_forever()
