/** The real server on a free port with the built deck, as `npm start` makes it, in the process of the test. */
import { mkdtemp, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import sirv from 'sirv'
import { DIST } from '../../server/build-deck.ts'
import { loadCatalogue, type Catalogue } from '../../server/catalog.ts'
import { describeDemos } from '../../server/demo-info.ts'
import { describeMachine } from '../../server/machine.ts'
import type { LaneEvent } from '../../server/protocol/events.ts'
import type { DemoInfo, Machine } from '../../server/protocol/messages.ts'
import { serverTag } from '../../server/processes.ts'
import type { Run } from '../../server/run.ts'
import { startServer, type DemoServer } from '../../server/server.ts'
import { processesTagged } from './processes-tagged.ts'

/** What is the same for every server on this machine: finding runtimes and compiling takes a while. */
export interface Ground {
  readonly catalogue: Catalogue
  readonly demos: readonly DemoInfo[]
  readonly machine: Machine
}

export interface LiveDeck {
  readonly server: DemoServer
  /** The presenter's address of a slide. */
  readonly address: (slide: string) => string
  readonly viewerAddress: (slide: string) => string
  /** The run in a slot. Throws where there is none. */
  readonly run: (slot: string) => Run
  /** What the server has logged of a lane: all that a window can have got. */
  readonly events: (slot: string, lane: string) => LaneEvent[]
  /** Pids of what a lane has started. */
  readonly processes: (slot: string, lane: string) => number[]
  /** Ends every connection at once, as a network does that fails. */
  readonly cut: () => void
  readonly close: () => Promise<void>
}

/** `root` is a folder of demos; the deck's own without it. */
export async function layGround(root?: string): Promise<Ground> {
  const catalogue = await loadCatalogue(root)
  const [demos, machine] = await Promise.all([describeDemos(catalogue), describeMachine()])
  return { catalogue, demos, machine }
}

export async function openLiveDeck(ground: Ground): Promise<LiveDeck> {
  const runsDir = await mkdtemp(path.join(os.tmpdir(), 'runs-'))
  const deck = sirv(DIST, { etag: true, dotfiles: false })
  const server = await startServer({ port: 0, ...ground, runsDir, deck, say: () => undefined })
  const sockets = new Set<Socket>()
  server.http.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const run = (slot: string): Run => {
    const present = server.stage.run(slot)
    if (!present) throw new Error(`Expected a run in the slot ${slot}, found none.`)
    return present
  }
  return {
    server,
    address: (slide) => `${server.address}&/${slide}`,
    viewerAddress: (slide) => `${server.viewerAddress}&/${slide}`,
    run,
    events: (slot, lane) => [
      ...(run(slot)
        .lanes.find((one) => one.lane.id === lane)
        ?.log.events() ?? []),
    ],
    processes: (slot, lane) => processesTagged(`${serverTag()}.${run(slot).id}.${lane}`),
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    close: async () => {
      await server.close()
      await rm(runsDir, { recursive: true, force: true })
    },
  }
}
