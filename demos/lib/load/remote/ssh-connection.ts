/**
 * One connection by the user's own ssh (their configuration, keys and agent), shared by everything that runs over it.
 *
 * It is the session of a script on the other machine, the keeper, that says facts when it is ready, hears a line every
 * second from then on, and cleans up when it does not.
 */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from '../../programs.ts'
import { OwnedProcess } from '../owned-process.ts'
import { RoundError, type Exit } from '../round-problem.ts'
import { RemoteError } from './remote-error.ts'
import { explainSsh } from './explain-ssh.ts'

export interface SshOptions {
  /** What ssh takes as a destination: HOST, USER@HOST, ssh://USER@HOST:PORT, or a name out of its configuration. */
  readonly target: string
  /** More options of ssh. */
  readonly sshOptions?: readonly string[]
  /** POSIX sh that says lines `echo-loader KEY VALUE`, `echo-loader ready` at last, and reads lines until there are no more. */
  readonly keeper: string
  readonly signal: AbortSignal
}

export class SshConnection {
  /** Resolves when the connection ends before `close`: with the sentence. */
  readonly lost: Promise<RemoteError>
  readonly #master: OwnedProcess
  readonly #target: string
  readonly #client: Command
  readonly #socket: string
  readonly #said = new Map<string, string>()
  #noise: string | undefined
  #isClosing = false
  #heartbeat: NodeJS.Timeout | undefined

  /** Throws a RemoteError where there is no connection or the keeper does not start; then nothing is left. */
  static async open({ target, sshOptions = [], keeper, signal }: SshOptions): Promise<SshConnection> {
    checkTarget(target)
    signal.throwIfAborted()
    // Only this user may use it (ssh sees to that), nobody can guess it, and ssh removes it, whatever becomes of this process.
    const socket = path.join(tmpdir(), `echo-ssh-${randomBytes(8).toString('hex')}`)
    const destination = [...sshOptions, ...OPTIONS, '--', target]
    const client = ['ssh', '-S', socket, ...CLIENT_OPTIONS, ...destination]
    const master = await startSsh(['ssh', '-S', socket, ...MASTER_OPTIONS, ...destination, ...SHELL])
    const connection = new SshConnection(master, target, client, socket)
    await connection.#start(keeper, signal)
    return connection
  }

  private constructor(master: OwnedProcess, target: string, client: Command, socket: string) {
    this.#master = master
    this.#target = target
    this.#client = client
    this.#socket = socket
    this.lost = master.ended.then((exit) => {
      clearInterval(this.#heartbeat)
      return this.#isClosing ? new Promise<never>(() => undefined) : this.#explainEnd(exit)
    })
  }

  /** What the keeper said under that key; undefined for nothing or an empty value. */
  fact(key: string): string | undefined {
    return this.#said.get(key) || undefined
  }

  /** A local command whose stdin and stdout are those of a program there. Words are split by the shell there. */
  command(...words: readonly string[]): Command {
    return [...this.#client, 'exec', ...words]
  }

  /** Runs a script there by /bin/sh, to its end. Throws a RemoteError when the connection is lost, or the signal's reason. */
  async run(script: string, seconds: number, signal: AbortSignal): Promise<Ran> {
    signal.throwIfAborted()
    const client = await startSsh([...this.#client, ...SHELL])
    const { stdin, stdout } = client.child
    stdin?.end(script)
    const output = stdout ? text(stdout) : Promise.resolve('')
    output.catch(() => undefined)
    const over = new AbortController()
    try {
      const status = await Promise.race([
        client.ended,
        this.lost.then((error) => Promise.reject(error)),
        aborted(AbortSignal.any([signal, over.signal])),
        sleep(seconds * 1000, undefined, { signal: over.signal }).then(() => {
          throw new RemoteError(`${this.#target} did not finish within ${seconds} s: look whether it is overloaded.`)
        }),
      ])
      return { status, output: await output, errors: client.said }
    } finally {
      over.abort()
      await client.end(0)
    }
  }

  /** The keeper ends what it has started and removes what it has written; then the connection ends. */
  async close(): Promise<void> {
    const wasLost = this.#master.exit !== undefined
    const folder = this.fact('folder')
    this.#isClosing = true
    clearInterval(this.#heartbeat)
    this.#master.child.stdin?.end()
    // Before there is a folder there is nothing to wait for: ssh may be asking its way still.
    const patience = folder === undefined ? 0 : CLOSE_SECONDS
    await Promise.race([this.#master.ended, sleep(patience * 1000, undefined, { ref: false })])
    await this.#master.end(1)
    // It is still there where ssh was killed.
    await rm(this.#socket, { force: true })
    if (folder !== undefined && !wasLost && !this.#said.has('removed'))
      throw new RemoteError(
        `${this.#target} did not say that it has removed ${folder}: look there, and remove it if it is still there a minute from now.`,
      )
  }

  async #start(keeper: string, signal: AbortSignal): Promise<void> {
    const { stdin, stdout } = this.#master.child
    const ready = new Promise<void>((resolve) => {
      if (!stdout) return
      createInterface(stdout).on('line', (line) => {
        this.#hear(line)
        if (this.#said.has('ready')) resolve()
      })
    })
    stdin?.write(keeper)
    try {
      await Promise.race([
        ready,
        this.lost.then((error) => Promise.reject(error)),
        aborted(signal),
        sleep(READY_SECONDS * 1000, undefined, { ref: false }).then(() => {
          throw new RemoteError(
            `${this.#target} was not ready within ${READY_SECONDS} s: «ssh ${this.#target} true» must end by itself; look what it waits for.`,
          )
        }),
      ])
      if (this.#noise !== undefined)
        throw new RemoteError(
          `On ${this.#target} the shell's start-up files print «${this.#noise}» where nobody looks: let them print only where a terminal is.`,
        )
    } catch (error) {
      // What went wrong first is what has to be told.
      await this.close().catch(() => undefined)
      throw error
    }
    this.#heartbeat = setInterval(() => stdin?.write('\n'), HEARTBEAT_MS)
  }

  #hear(line: string): void {
    const [, key, value = ''] = /^echo-loader (\S+) ?(.*)$/.exec(line) ?? []
    if (key !== undefined) this.#said.set(key, value.trim())
    else this.#noise ??= line.trim().slice(0, 80)
  }

  #explainEnd(exit: Exit): RemoteError {
    const places = this.fact('no-folder')
    if (places !== undefined)
      return new RemoteError(
        `On ${this.#target} there is no folder for a program: none of ${places} can be written to and started from. Let TMPDIR name one there.`,
      )
    if (!this.#said.has('ready')) return explainSsh(this.#target, exit, this.#master.said || (this.#noise ?? ''))
    const words = this.#master.said.split('\n').at(-1)?.trim()
    return new RemoteError(
      `The connection to ${this.#target} was lost (${words || `ssh ended with ${exit}`}): what runs there ends by itself within 12 s; look at the network and start again.`,
    )
  }
}

export interface Ran {
  readonly status: Exit
  readonly output: string
  /** At most its last 2 000 characters. */
  readonly errors: string
}

/** No option, and no character that a shell, or ssh's own substitutions, would make something of. */
function checkTarget(target: string): void {
  if (
    /^(?:ssh:\/\/)?(?:[\w.][\w.+-]*@)?(?:[\w.][\w.-]*|[\da-f:]+(?:%\w+)?|\[[\da-f:]+(?:%\w+)?\])(?::\d+)?$/i.test(
      target,
    )
  )
    return
  throw new RemoteError(`--loader: expected USER@HOST, HOST or ssh://USER@HOST:PORT, got «${target}».`)
}

function settings(...all: readonly string[]): readonly string[] {
  return all.flatMap((setting) => ['-o', setting])
}

/** The first of all options wins: those of the user's configuration come last. */
const OPTIONS: readonly string[] = [
  // No terminal, no agent and no display over there.
  '-T',
  '-a',
  '-x',
  ...settings('BatchMode=yes', 'LogLevel=ERROR'),
  // Nothing that the user's configuration adds to a session.
  ...settings('RemoteCommand=none', 'ClearAllForwardings=yes', 'PermitLocalCommand=no'),
]

const MASTER_OPTIONS: readonly string[] = [
  ...settings('ControlMaster=yes', 'ControlPersist=no', 'ConnectTimeout=10'),
  // A dead link ends it within 8 s.
  ...settings('ServerAliveInterval=2', 'ServerAliveCountMax=3'),
]

/** Without the master's socket ssh would quietly make a connection of its own. */
const CLIENT_OPTIONS: readonly string[] = settings('ControlMaster=no', 'ProxyCommand=false')

/** Whatever shell the user has there, it can start this one. */
const SHELL: readonly string[] = ['exec', '/bin/sh']

const READY_SECONDS = 30
const CLOSE_SECONDS = 5
const HEARTBEAT_MS = 1000

async function startSsh(command: Command): Promise<OwnedProcess> {
  try {
    // What ssh says is recognized by its words.
    return await OwnedProcess.start(command, { LC_ALL: 'C' })
  } catch (error) {
    if (!(error instanceof RoundError && error.problem.code === 'not-started')) throw error
    throw new RemoteError(
      `ssh cannot be started here (${error.problem.why}): install it, on Debian: sudo apt install openssh-client.`,
    )
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error)
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}
