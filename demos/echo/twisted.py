# lane: Twisted
# needs: twisted
"""Callbacks of a Protocol, as asyncio has them from here."""

import sys

sys.path[0] = __file__.rsplit("/", 2)[0]  # demos/ in place of this folder, where asyncio.py is a lane

from lib.echo import listen
from twisted.internet import reactor
from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import Factory, Protocol
from zope.interface import implementer


# region: echo
@implementer(IHalfCloseableProtocol)
class Echo(Protocol):
    def connectionMade(self):
        # The transport reads only while it can write.
        transport = self.transport
        transport.registerProducer(transport, True)

    def dataReceived(self, data):
        self.transport.write(data)

    def readConnectionLost(self):
        self.transport.unregisterProducer()
        self.transport.loseConnection()  # sends the rest
    # endregion

    def writeConnectionLost(self):
        pass



listener = listen()
listener.setblocking(False)
reactor.adoptStreamPort(listener.fileno(), listener.family, Factory.forProtocol(Echo))
reactor.run(installSignalHandlers=False)
