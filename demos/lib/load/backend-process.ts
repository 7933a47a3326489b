/** A backend under measurement, from its start until it answers, to the end of its last process. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from '../programs.ts'
import { OwnedProcess } from './owned-process.ts'
import { readText } from './proc-files.ts'
import { RoundError, type Exit } from './round-problem.ts'

export interface BackendOptions {
  readonly command: Command
  /** The address it is told to listen on. */
  readonly host: string
  /** A free one is looked for where none is given. */
  readonly port?: number
  readonly environment?: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

export class BackendProcess {
  readonly #process: OwnedProcess
  #probe: Socket | undefined
  /** Rejects with a RoundError when it ends before it is told to. */
  readonly died: Promise<never>
  #state: 'starting' | 'measuring' | 'ending' = 'starting'

  /** Resolves when it listens and has answered a probe. Throws a RoundError; then nothing of it is left. */
  static async start({ command, host, port, environment, signal }: BackendOptions): Promise<BackendProcess> {
    signal.throwIfAborted()
    const chosen = port ?? (await findFreePort(host))
    if (!(await isFree(host, chosen))) throw new RoundError({ code: 'port-in-use', host, port: chosen })
    const owned = await OwnedProcess.start([...command, String(chosen), host], environment)
    const backend = new BackendProcess(owned, host, chosen)
    try {
      await Promise.race([backend.#answer(signal), backend.died])
      backend.#state = 'measuring'
      return backend
    } catch (error) {
      await backend.end(signal.aborted ? HURRY : GRACE)
      throw error
    }
  }

  private constructor(
    owned: OwnedProcess,
    readonly host: string,
    readonly port: number,
  ) {
    this.#process = owned
    // What it says is for a terminal; unread it would block when the pipe is full.
    owned.child.stdout?.resume()
    this.died = owned.ended.then((exit) => {
      const when = this.#state
      if (when === 'ending') return new Promise<never>(() => undefined)
      throw new RoundError({ code: 'backend-ended', when, exit, said: owned.said })
    })
    // It may die when nobody waits; whoever waits next is told.
    this.died.catch(() => undefined)
  }

  /** Its session: all its processes are in it. */
  get session(): number {
    return this.#process.pid
  }

  /** How it ended, if it has. */
  get exit(): Exit | undefined {
    return this.#process.exit
  }

  /** The last that it has said on stderr: a limit that it met, for one. */
  get said(): string {
    return this.#process.said
  }

  async end(graceSeconds = GRACE): Promise<void> {
    this.#state = 'ending'
    await this.#process.end(graceSeconds)
    this.#probe?.destroy()
  }

  /**
   * Connects until it listens, sends some bytes and waits for them. The connection stays to the end: one that hung up would
   * change what is measured. It makes glibc raise its threshold for mmap, and asyncio does not map a block for each message
   * from then on (`demos/mmap/hang_up.py`).
   */
  async #answer(signal: AbortSignal): Promise<void> {
    const socket = await this.#connect(signal)
    this.#probe = socket
    try {
      socket.setNoDelay(true).write(PROBE)
      let got = Buffer.alloc(0)
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_SECONDS * 1000)])
      while (got.length < PROBE.length) {
        const [bytes] = (await once(socket, 'data', { signal: deadline })) as [Buffer]
        got = Buffer.concat([got, bytes])
      }
      if (!got.equals(PROBE))
        throw new RoundError({ code: 'wrong-probe', sent: PROBE.toString('latin1'), got: got.toString('latin1') })
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof RoundError) throw error
      throw new RoundError({ code: 'not-answering', seconds: ANSWER_SECONDS })
    }
  }

  async #connect(signal: AbortSignal): Promise<Socket> {
    const { port } = this
    // What listens everywhere is probed here.
    const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[this.host] ?? this.host
    const deadline = performance.now() + LISTEN_SECONDS * 1000
    while (performance.now() < deadline) {
      const socket = connect({ port, host })
      try {
        await once(socket, 'connect', { signal })
        // The backend's end is told by its status, not by this.
        return socket.on('error', () => socket.destroy())
      } catch {
        socket.destroy()
        signal.throwIfAborted()
        await sleep(RETRY_MS, undefined, { signal })
      }
    }
    throw new RoundError({ code: 'not-listening', host: this.host, port, seconds: LISTEN_SECONDS })
  }
}

/** Seconds that a backend has to end after TERM. */
export const GRACE = 1
/** The same when somebody wants to be gone. */
export const HURRY = 0.3

const LISTEN_SECONDS = 10
const ANSWER_SECONDS = 5
const RETRY_MS = 10
const PROBE = Buffer.from('the probe: 0123456789 abcdefghijklmnopqrstuvwxyz\n')

/**
 * Below the ports that the system gives to clients: none of the loader's connections can sit on it, and a probe cannot meet
 * itself (TCP lets a socket connect to its own port).
 */
async function findFreePort(host: string): Promise<number> {
  const first = Number.parseInt(readText('/proc/sys/net/ipv4/ip_local_port_range'), 10)
  const above = Number.isFinite(first) && first > LOWEST_PORT + 1000 ? first : USUAL_FIRST_CLIENT_PORT
  for (;;) {
    const port = LOWEST_PORT + Math.floor(Math.random() * (above - LOWEST_PORT))
    if (await isFree(host, port)) return port
  }
}

const LOWEST_PORT = 20_000
const USUAL_FIRST_CLIENT_PORT = 32_768

/** Throws a RoundError where the address is none of this machine's. */
async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen({ port, host })
    await once(server, 'listening')
    return true
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE' || code === 'EACCES') return false
    throw new RoundError({ code: 'not-started', program: `${host}:${port}`, why: message })
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}
