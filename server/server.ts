/** The demo server as one thing that is started and closed: stage, hub and HTTP together. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Catalogue } from './catalog.ts'
import { createHttp, POLICY } from './http.ts'
import { createHub, type Tokens } from './hub.ts'
import { killOrphans, killTagged, serverTag } from './processes.ts'
import type { DemoInfo, Machine } from './protocol/messages.ts'
import { keepRun, type Sitting } from './recorder.ts'
import { Stage } from './stage.ts'

export interface ServerOptions {
  readonly port: number
  readonly catalogue: Catalogue
  readonly demos: readonly DemoInfo[]
  readonly machine: Machine
  readonly commit?: string
  readonly runsDir: string
  readonly deck: (request: IncomingMessage, response: ServerResponse) => void
  /** Vite's own scripts in development are inline; the presented deck has a strict policy. */
  readonly strict?: boolean
  readonly say: (sentence: string) => void
}

export interface DemoServer {
  readonly http: Server
  /** The address with the token in its fragment. */
  readonly address: string
  /** The same for those who may only watch. */
  readonly viewerAddress: string
  readonly tokens: Tokens
  readonly stage: Stage
  /** Ends all runs and connections; resolves when no process is left. */
  close(): Promise<void>
}

/** Listens on 127.0.0.1. Throws a PortError where the port is taken. */
export async function startServer(options: ServerOptions): Promise<DemoServer> {
  const { port, catalogue, demos, machine, runsDir, deck, strict = true, say } = options
  const orphans = killOrphans()
  if (orphans > 0) say(`Ended ${orphans} processes that an earlier server had left behind.`)
  const tokens: Tokens = { presenter: newToken(), viewer: newToken() }
  const sitting: Sitting = { set: 'live', machine, ...(options.commit !== undefined && { commit: options.commit }) }
  const stage = new Stage((run) => {
    keepRun(runsDir, run, sitting).catch((error: unknown) => {
      say(`The run could not be kept in ${runsDir}: ${error instanceof Error ? error.message : String(error)}`)
    })
  })
  const hub = createHub({ tokens, catalogue, demos, machine, stage })
  const http = createHttp({ tokens, runsDir, hub, deck, policy: strict ? POLICY : undefined })
  const actualPort = await listen(http, port)
  return {
    http,
    tokens,
    stage,
    address: `http://127.0.0.1:${actualPort}/#t=${tokens.presenter}`,
    viewerAddress: `http://127.0.0.1:${actualPort}/#t=${tokens.viewer}`,
    close: async () => {
      await stage.stopAll()
      hub.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
      killOwn()
    },
  }
}

/** Ends at once whatever this server's runs have left; for the way out that leaves no time. */
export function killOwn(): void {
  const own = `${serverTag()}.`
  killTagged((tag) => tag.startsWith(own))
}

function newToken(): string {
  return randomBytes(32).toString('base64url')
}

export class PortError extends Error {
  override readonly name = 'PortError'
}

async function listen(http: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new PortError(`Port ${port} is taken. Choose another: npm start -- --port ${port + 1}`)
          : new PortError(`Port ${port} cannot be listened on: ${error.message}`),
      ),
    )
    http.listen(port, '127.0.0.1', resolve)
  })
  const address = http.address()
  return typeof address === 'object' && address !== null ? address.port : port
}
