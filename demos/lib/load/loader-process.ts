/** A loader at work: what it is told, what it says (`loader-protocol.ts`). The command may as well begin with ssh. */
import { createInterface } from 'node:readline'
import type { Command } from '../programs.ts'
import { LoaderLine, type Connected, type Stopped, type Window } from './loader-protocol.ts'
import { OwnedProcess } from './owned-process.ts'
import { RoundError, type Exit } from './round-problem.ts'

export interface LoaderOptions {
  readonly command: Command
  /** Where it finds the backend. */
  readonly host: string
  readonly port: number
  readonly connections: number
  /** Of a message. */
  readonly bytes: number
  /** Messages per second offered, all connections together; 0 for as many as there will be. */
  readonly rate: number
  readonly threads: number
  readonly environment?: NodeJS.ProcessEnv
}

/** One question at a time; every answer may be a RoundError instead: a fault it found, its end, its silence. */
export class LoaderProcess {
  readonly #process: OwnedProcess
  readonly #lines: string[] = []
  #wake: () => void = () => undefined
  #isOver = false
  #rate = 0

  static async start(options: LoaderOptions): Promise<LoaderProcess> {
    const { command, host, port, connections, bytes, rate, threads, environment } = options
    const args = [host, port, connections, bytes, rate, threads].map(String)
    return new LoaderProcess(await OwnedProcess.start([...command, ...args], environment))
  }

  private constructor(owned: OwnedProcess) {
    this.#process = owned
    const { stdout } = owned.child
    if (stdout)
      createInterface(stdout).on('line', (line) => {
        this.#lines.push(line)
        this.#wake()
      })
    void owned.ended.then(() => {
      this.#isOver = true
      this.#wake()
    })
  }

  /** All connections are open, or all that a limit allows. */
  async connected(): Promise<Connected> {
    const line = await this.#next('connected', CONNECT_SECONDS)
    if ('connected' in line) return line.connected
    throw unexpected(line, 'connected')
  }

  start(): void {
    this.#say('start')
  }

  /** Ends a window and begins the next; the answer is the one that ended. */
  async mark(): Promise<Window> {
    this.#say('mark')
    const line = await this.#next('window', MARK_SECONDS)
    if (!('window' in line)) throw unexpected(line, 'window')
    this.#rate = line.window.messages / line.window.seconds
    return line.window
  }

  /** Answers per second in the last window. */
  get rate(): number {
    return this.#rate
  }

  /** Waits for every message under way, ten seconds at most; some may be unanswered then. */
  async stop(): Promise<Stopped> {
    this.#say('stop')
    const line = await this.#next('stopped', STOP_SECONDS)
    if ('stopped' in line) return line.stopped
    throw unexpected(line, 'stopped')
  }

  /** Its end is the end of its connections. */
  async end(graceSeconds: number): Promise<Exit> {
    await this.#process.end(graceSeconds)
    return this.#process.ended
  }

  #say(word: string): void {
    this.#process.child.stdin?.write(`${word}\n`)
  }

  async #next(awaited: string, seconds: number): Promise<LoaderLine> {
    const deadline = performance.now() + seconds * 1000
    while (this.#lines.length === 0) {
      if (this.#isOver)
        throw new RoundError({ code: 'loader-ended', exit: this.#process.exit ?? 0, said: this.#process.said })
      const left = deadline - performance.now()
      if (left <= 0) throw new RoundError({ code: 'loader-silent', awaited, seconds })
      await this.#woken(left)
    }
    const text = this.#lines.shift() ?? ''
    const line = parseLine(text)
    if (line === undefined) throw new RoundError({ code: 'loader-line', line: text.slice(0, 200), awaited })
    if ('fault' in line) throw new RoundError({ code: 'fault', ...line.fault })
    return line
  }

  #woken(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

/** Ten thousand connections to a busy machine, with retries. */
const CONNECT_SECONDS = 90
const MARK_SECONDS = 20
/** The loader itself waits ten seconds for the last answers. */
const STOP_SECONDS = 20

function parseLine(text: string): LoaderLine | undefined {
  try {
    return LoaderLine.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function unexpected(line: LoaderLine, awaited: string): RoundError {
  return new RoundError({ code: 'loader-line', line: JSON.stringify(line), awaited })
}
