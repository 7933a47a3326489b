/** A program with an owner: in a session of its own, so that it and all its children can be ended, and are. */
import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from '../programs.ts'
import { sessionPids } from './proc-files.ts'
import { RoundError, type Exit } from './round-problem.ts'

export class OwnedProcess {
  readonly child: ChildProcess
  /** The leader's pid, and the number of its session and process group. */
  readonly pid: number
  /** Never rejects. */
  readonly ended: Promise<Exit>
  exit: Exit | undefined
  #said = ''

  /** Throws a RoundError where the system cannot start it. */
  static async start(command: Command, environment: NodeJS.ProcessEnv = {}): Promise<OwnedProcess> {
    const [file = '', ...args] = command
    const child = spawn(file, args, {
      // A terminal's Ctrl-C and hang-up are for the owner, who then ends this one in its own way.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...inherited(), ...environment },
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', ({ message }) =>
        reject(new RoundError({ code: 'not-started', program: path.basename(file), why: message })),
      )
    })
    return new OwnedProcess(child)
  }

  private constructor(child: ChildProcess) {
    this.child = child
    this.pid = child.pid ?? Number.NaN
    living.add(this)
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-SAID_LIMIT)
    })
    // It ends when it likes; what is written to it then is lost, and its end tells why.
    child.stdin?.on('error', () => undefined)
    this.ended = new Promise((resolve) => {
      // `close`: stderr is read to its end, so that `said` is whole. A grandchild may keep the pipe open for ever.
      child.once('exit', (code, signal) => {
        const exit = signal ?? code ?? 0
        const done = (): void => {
          this.exit = exit
          resolve(exit)
        }
        const timer = setTimeout(done, PIPE_MS)
        child.once('close', () => {
          clearTimeout(timer)
          done()
        })
      })
    })
  }

  /** The last sentences on stderr, at most 2 000 characters. */
  get said(): string {
    return this.#said.trim()
  }

  /** TERM, a grace, then KILL, to the whole group, until nobody of it is left. */
  async end(graceSeconds: number): Promise<void> {
    this.#signal('SIGTERM')
    const deadline = performance.now() + graceSeconds * 1000
    while (this.#isAlive() && performance.now() < deadline) await sleep(LOOK_MS)
    while (this.#isAlive()) {
      this.kill()
      await sleep(LOOK_MS)
    }
    this.child.stdin?.destroy()
    this.child.stdout?.destroy()
    this.child.stderr?.destroy()
    await this.ended
    living.delete(this)
  }

  /** At once and without waiting: for the owner's own last moment. */
  kill(): void {
    this.#signal('SIGKILL')
    // One that has made a group of its own is still of this session.
    if (HAS_PROC) for (const pid of sessionPids(this.pid)) kill(pid, 'SIGKILL')
  }

  #signal(signal: NodeJS.Signals): void {
    kill(-this.pid, signal)
  }

  #isAlive(): boolean {
    if (HAS_PROC) return sessionPids(this.pid).length > 0
    try {
      process.kill(-this.pid, 0)
      return true
    } catch {
      return false
    }
  }
}

function kill(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal)
  } catch (error) {
    // Nobody is left: just what was wanted. (EPERM: macOS's word for a group of nothing but zombies.)
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

const HAS_PROC = process.platform === 'linux'
const SAID_LIMIT = 2000
const PIPE_MS = 200
const LOOK_MS = 10

const living = new Set<OwnedProcess>()
process.on('exit', () => {
  for (const owned of living) owned.kill()
})

/** What is measured prints no events: they would be taken for the driver's. */
function inherited(): NodeJS.ProcessEnv {
  const { DEMO_EVENTS: _, DEMO_PROGRAMS: __, ...rest } = process.env
  return rest
}
