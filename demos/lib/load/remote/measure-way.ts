/** The way between the loader's machine and this one: round-trip time, and how far apart their clocks are. */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

export interface Way {
  /** Milliseconds from a line's send to its answer's arrival, over TCP; this process's answering is in it. */
  readonly roundTripMs: { readonly median: number; readonly min: number; readonly exchanges: number }
  /**
   * Their clock minus ours, milliseconds. Nothing is measured with both clocks (a latency is the loader's alone), so this
   * is only for whoever compares logs. The way there may be slower than the way back: hence the uncertainty.
   */
  readonly clockOffsetMs: { readonly offset: number; readonly uncertainty: number }
}

/**
 * Listens on an address of this machine and lets `probe` connect to the port: it must print what probe.c prints.
 * Throws what `probe` throws.
 */
export async function measureWay(host: string, probe: (port: number) => Promise<string>): Promise<Way> {
  const now = anchorClock()
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('data', (lines) => {
      for (const _ of lines) socket.write(`${now()}\n`)
    })
    // A probe that gives up says why itself.
    socket.on('error', () => socket.destroy())
  })
  server.listen(0, host)
  await once(server, 'listening')
  try {
    return parseExchanges(await probe((server.address() as AddressInfo).port))
  } finally {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
}

/**
 * Microseconds since 1970. Date counts milliseconds only: wait for its next one and count on from there. One may be noticed
 * late but none early, so the earliest of some is right to a few microseconds.
 */
function anchorClock(): () => number {
  const anchor = Math.max(...Array.from({ length: 8 }, nextMillisecond))
  return () => Math.round((anchor + performance.now()) * 1000)
}

function nextMillisecond(): number {
  const before = Date.now()
  let milliseconds = before
  while (milliseconds === before) milliseconds = Date.now()
  return milliseconds - performance.now()
}

/** RFC 5905, section 8: of all exchanges the one with the shortest round trip says the offset, ± half that trip. */
function parseExchanges(text: string): Way {
  const exchanges = text
    .trim()
    .split('\n')
    .map((line) => {
      const [sent = Number.NaN, there = Number.NaN, received = Number.NaN] = line.split(' ').map(Number)
      return { trip: (received - sent) / 1000, offset: ((sent + received) / 2 - there) / 1000 }
    })
    .toSorted((a, b) => a.trip - b.trip)
  const [best] = exchanges
  const middle = exchanges[Math.floor(exchanges.length / 2)]
  if (!best || !middle || exchanges.some(({ offset }) => Number.isNaN(offset)))
    throw new Error(`probe: expected lines of three numbers, got ${JSON.stringify(text.slice(0, 200))}`)
  return {
    roundTripMs: { median: middle.trip, min: best.trip, exchanges: exchanges.length },
    clockOffsetMs: { offset: best.offset, uncertainty: best.trip / 2 },
  }
}
