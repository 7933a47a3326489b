/**
 * One program in a pseudo-terminal and a session of its own, with no output lost.
 *
 * node-pty alone loses the last output of a program that prints and ends (libuv takes the hang-up after a partial read
 * for the end of the stream; 124 of 200 runs of `seq 1 3000` here). While anybody holds the terminal's other side open
 * there is no hang-up: the server holds it, notices that the program is gone, writes a marker behind whatever the
 * program wrote, and lets go when the marker has come through (0 of 200). No wrapper process stands between: the exit
 * status or signal is the program's own, Ctrl-C and typed-ahead input reach nobody else, and nothing needs subtracting
 * from the measurements.
 */
import { randomBytes } from 'node:crypto'
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import pty from '@lydell/node-pty'

export interface TerminalOptions {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly cols: number
  readonly rows: number
  readonly onData: (bytes: Buffer) => void
}

export interface Terminal {
  readonly pid: number
  /** Resolves when the program has ended and all of its output was delivered. */
  readonly ended: Promise<Exit>
  write(data: string): void
}

export type Exit = { readonly code: number } | { readonly signal: number }

/** Starts the program. Throws where no terminal can be had. */
export function openTerminal({ command, cwd, env, cols, rows, onData }: TerminalOptions): Terminal {
  const [file, ...args] = command
  if (file === undefined) throw new Error('Expected a command, got an empty list.')
  const child = pty.spawn(file, args, { cwd, env, cols, rows, name: 'xterm-256color', encoding: null })
  const otherSide = openOtherSide(child)
  let tail: Buffer | undefined

  const watch = setInterval(() => {
    if (isAlive(child.pid)) return
    tail ??= Buffer.alloc(0)
    if (otherSide.mark()) clearInterval(watch)
  }, DEATH_POLL_MS)

  // With `encoding: null` the bytes come as they are, whatever the types say.
  child.onData((data) => {
    const bytes = data as unknown as Buffer
    if (tail === undefined) return onData(bytes)
    tail = Buffer.concat([tail, bytes])
    const end = tail.indexOf(otherSide.marker)
    const ready = end < 0 ? Math.max(0, tail.length - otherSide.marker.length) : end
    if (ready > 0) onData(tail.subarray(0, ready))
    tail = tail.subarray(ready)
    if (end >= 0) otherSide.close()
  })

  const ended = new Promise<Exit>((resolve) => {
    child.onExit(({ exitCode, signal }) => {
      clearInterval(watch)
      otherSide.close()
      resolve(signal ? { signal } : { code: exitCode })
    })
  })

  return { pid: child.pid, ended, write: (data) => child.write(data) }
}

/** Milliseconds between looks whether the program still is: the exactness of a lane's end. */
const DEATH_POLL_MS = 8

class OtherSide {
  readonly marker = Buffer.from(`\u001B]7337;end ${randomBytes(12).toString('hex')}\u0007`)
  #descriptor: number | undefined
  #written = 0

  constructor(path: string) {
    this.#descriptor = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
  }

  /** False while the terminal's buffer is full: call again. */
  mark(): boolean {
    if (this.#descriptor === undefined) return true
    try {
      this.#written += writeSync(this.#descriptor, this.marker, this.#written)
      return this.#written === this.marker.length
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false
      throw error
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }
}

/** Without it there is no way to hear the program to its end: it is not to go on unheard. */
function openOtherSide(child: pty.IPty): OtherSide {
  try {
    return new OtherSide(slaveName(child))
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

/** node-pty knows the name and does not tell it in its types. */
function slaveName(child: pty.IPty): string {
  const name: unknown = Reflect.get(child, '_pty')
  if (typeof name !== 'string')
    throw new Error('Expected node-pty to know the name of its terminal; this version does not.')
  return name
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
