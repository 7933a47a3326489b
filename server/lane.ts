/** One execution of one program: terminal, events, sampler and limits, from its start to the end of its last process. */
import { constants } from 'node:os'
import { performance } from 'node:perf_hooks'
import type { Demo } from '../demos/define.ts'
import { Gatherer } from './gather.ts'
import type { LaneLog } from './lane-log.ts'
import { EventSplitter, type Piece } from './osc.ts'
import { endProcesses, ProcessTree, serverTag, TAG } from './processes.ts'
import { toMilliseconds, type Problem, type Result, type Signal, type Usage } from './protocol/events.ts'
import { startSampler } from './sampler.ts'
import { openTerminal, type Exit } from './terminal.ts'

export interface LaneOptions {
  readonly command: readonly string[]
  readonly cwd: string
  /** Added to what every program gets. */
  readonly env: Readonly<Record<string, string>>
  readonly terminal: { readonly cols: number; readonly rows: number }
  readonly limits: Demo['limits']
  /** The run's id and the lane's place in it. */
  readonly tag: string
  readonly log: LaneLog
  readonly stop: AbortSignal
  /** False where the lane is more than the program in question: its usage is watched for the limits and not told. */
  readonly tellsUsage: boolean
  /** Says what is wrong with a result, or with there being none. */
  readonly checkResult: (result: Result | undefined) => Problem | undefined
  /** Gets the way to type into the program. */
  readonly onInput: (write: (data: string) => void) => void
  /** Called when the program asks for its turn; it is not silent while it waits for one. `take` gives it. */
  readonly onTurn: (take: (letter: string) => void) => void
}

export interface LaneOutcome {
  /** The program's status, or the name of the signal that ended it. */
  readonly exit: number | string
  readonly stopped: boolean
  readonly problem?: Problem
  readonly result?: Result
  readonly totals: Omit<Usage, 'by'>
}

/** Runs the program to its end; the log gets every event. Never throws: what went wrong is the outcome's problem. */
export async function runLane(options: LaneOptions): Promise<LaneOutcome> {
  try {
    return await new Lane(options).run()
  } catch (error) {
    return refuseLane(options.log, { code: 'not-started', why: error instanceof Error ? error.message : String(error) })
  }
}

/** The events and the outcome of a lane that cannot run. 127 is what a shell says of a command that it cannot find. */
export function refuseLane(log: LaneLog, problem: Problem): LaneOutcome {
  log.append({ seconds: 0, code: 's', data: JSON.stringify({ problem }) })
  log.append({ seconds: 0, code: 'x', data: '127' })
  return { exit: 127, stopped: false, problem, totals: {} }
}

/** Seconds that a program has to end after HUP. */
const GRACE = 1
/** Characters: the log drops old output and keeps every event. A hundred thousand spans are 3 MB. */
const EVENTS_LIMIT = 16 * 2 ** 20
/** Milliseconds between looks at the limits of time and silence. */
const CLOCK_MS = 100

class Lane {
  readonly #options: LaneOptions
  readonly #began = performance.now()
  readonly #splitter = new EventSplitter()
  readonly #gatherer = new Gatherer((bytes) => {
    this.#options.log.append({ seconds: this.#seconds(), code: 'o', bytes })
  })
  /** Milliseconds, when the program was last heard. */
  #heard = this.#began
  #isWaiting = false
  #outputBytes = 0
  #eventBytes = 0
  #problem: Problem | undefined
  #result: Result | undefined
  #totals: Omit<Usage, 'by'> = {}
  #end: () => void = () => undefined
  #look: () => void = () => undefined
  #write: (data: string) => void = () => undefined

  constructor(options: LaneOptions) {
    this.#options = options
  }

  async run(): Promise<LaneOutcome> {
    const { command, cwd, env, terminal: size, limits, stop, onInput } = this.#options
    const tag = `${serverTag()}.${this.#options.tag}`
    const tree = ProcessTree.before(tag)
    const terminal = openTerminal({
      command,
      cwd,
      ...size,
      env: { ...environment(tag, this.#began), ...env },
      onData: (bytes) => this.#take(this.#splitter.push(bytes)),
    })
    this.#write = (data) => terminal.write(data)
    onInput((data) => {
      this.#log({ code: 'i', data })
      terminal.write(data)
    })
    tree.adopt(terminal.pid)
    const sampler = startSampler(
      tree,
      (usage) => this.#usage(usage),
      () => this.#isWaiting,
    )
    this.#look = () => sampler.look()

    let ending: Promise<unknown> | undefined
    this.#end = () => {
      ending ??= endProcesses(tree, GRACE)
    }
    stop.addEventListener('abort', this.#end, { once: true })
    if (stop.aborted) this.#end()
    const clock = setInterval(() => {
      const now = performance.now()
      if (now - this.#began > limits.seconds * 1000) this.#limit('time', limits.seconds)
      if (!this.#isWaiting && now - this.#heard > limits.silence * 1000) this.#limit('silence', limits.silence)
    }, CLOCK_MS)

    const exit = await terminal.ended
    clearInterval(clock)
    sampler.stop()
    stop.removeEventListener('abort', this.#end)
    this.#take(this.#splitter.end())
    // Whatever the program left behind ends with it, even what only now is being forked.
    await ending
    await endProcesses(tree, ending === undefined ? GRACE : 0)
    return this.#finish(exit)
  }

  #finish(exit: Exit): LaneOutcome {
    const name = 'signal' in exit ? signalName(exit.signal) : undefined
    const finished = 'code' in exit && exit.code === 0 && !this.#options.stop.aborted
    if (finished) this.#fault(this.#options.checkResult(this.#result))
    if (name !== undefined) this.#signal({ signal: name })
    this.#log({ code: 'x', data: String('signal' in exit ? 128 + exit.signal : exit.code) })
    return {
      exit: 'signal' in exit ? (name ?? `signal ${exit.signal}`) : exit.code,
      stopped: this.#options.stop.aborted,
      totals: this.#totals,
      ...(this.#problem && { problem: this.#problem }),
      ...(this.#result && { result: this.#result }),
    }
  }

  #take(pieces: readonly Piece[]): void {
    this.#heard = performance.now()
    for (const piece of pieces) {
      if ('output' in piece) this.#output(piece.output)
      else if ('event' in piece) this.#event(piece.event)
      else this.#say({ code: 'bad-message', why: `an event of ${piece.lost} bytes is too long` })
    }
  }

  #output(bytes: Uint8Array): void {
    this.#outputBytes += bytes.length
    this.#gatherer.push(bytes)
    if (this.#outputBytes > this.#options.limits.output) this.#limit('output', this.#options.limits.output)
  }

  #event(json: string): void {
    this.#eventBytes += json.length
    if (this.#eventBytes > EVENTS_LIMIT) return this.#limit('output', EVENTS_LIMIT)
    const event = parseEvent(json)
    if (event === undefined) this.#say({ code: 'bad-message', why: `not an event: ${json.slice(0, 80)}` })
    else if ('mark' in event) {
      this.#log({ code: 'm', data: event.mark })
      this.#look()
    } else if ('turn' in event) this.#waitForTurn()
    else {
      if ('result' in event) {
        this.#result = event.result
        this.#look()
      }
      if ('usage' in event) this.#usage(event.usage)
      else this.#signal(event)
    }
  }

  #waitForTurn(): void {
    this.#isWaiting = true
    this.#options.onTurn((letter) => {
      this.#isWaiting = false
      this.#heard = performance.now()
      this.#write(letter)
    })
  }

  #usage(usage: Usage): void {
    const { by, ...counters } = usage
    const { limits, tellsUsage } = this.#options
    if (tellsUsage) {
      this.#signal({ usage })
      this.#totals = addTotals(this.#totals, counters)
    }
    if (by === 'sampler' && (usage.rss ?? 0) > limits.memory) this.#limit('memory', limits.memory)
    if (by === 'sampler' && (usage.processes ?? 0) > limits.processes) this.#limit('processes', limits.processes)
  }

  #limit(what: Extract<Problem, { code: 'limit' }>['what'], limit: number): void {
    if (this.#problem) return
    this.#fault({ code: 'limit', what, limit })
    this.#end()
  }

  #fault(problem: Problem | undefined): void {
    if (problem === undefined) return
    this.#problem ??= problem
    this.#say(problem)
  }

  #say(problem: Problem): void {
    this.#signal({ problem })
  }

  #signal(signal: Signal): void {
    this.#log({ code: 's', data: JSON.stringify(signal) })
  }

  #log(entry: { readonly code: 'i' | 'm' | 's' | 'x'; readonly data: string }): void {
    this.#gatherer.flush()
    this.#options.log.append({ seconds: this.#seconds(), ...entry })
  }

  #seconds(): number {
    return toMilliseconds((performance.now() - this.#began) / 1000)
  }
}

/** Only what a program needs: a lane does not depend on the presenter's shell. */
function environment(tag: string, began: number): Record<string, string> {
  const inherited = ['PATH', 'HOME', 'USER', 'TMPDIR', 'JAVA_HOME', 'SystemRoot']
  const env: Record<string, string> = {
    LANG: 'C.UTF-8',
    PYTHONUNBUFFERED: '1',
    DEMO_EVENTS: '1',
    // performance.now() counts from the process's start; programs know CLOCK_MONOTONIC, as hrtime does.
    DEMO_T0: (Number(process.hrtime.bigint()) / 1e9 - (performance.now() - began) / 1000).toFixed(6),
    [TAG]: tag,
  }
  for (const name of inherited) if (process.env[name] !== undefined) env[name] = process.env[name]
  return env
}

function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0]
}

type ProgramEvent =
  | { readonly mark: string }
  | { readonly turn: 'wanted' }
  | Extract<Signal, { sample: unknown } | { spans: unknown } | { result: unknown } | { usage: unknown }>

/** What a program may say of itself; undefined for anything else. */
function parseEvent(json: string): ProgramEvent | undefined {
  let event: unknown
  try {
    event = JSON.parse(json)
  } catch {
    return undefined
  }
  if (typeof event !== 'object' || event === null) return undefined
  const [[key, value] = ['', undefined], ...more] = Object.entries(event)
  if (more.length > 0) return undefined
  const object = typeof value === 'object' && value !== null
  const known =
    (key === 'mark' && typeof value === 'string') ||
    (key === 'turn' && value === 'wanted') ||
    (key === 'spans' && Array.isArray(value)) ||
    (['sample', 'result', 'usage'].includes(key) && object && !Array.isArray(value))
  return known ? (event as ProgramEvent) : undefined
}

/** Every counter at its most: they only grow, or (threads, processes, memory) their most is what is asked for. */
function addTotals(totals: Omit<Usage, 'by'>, counters: Omit<Usage, 'by'>): Omit<Usage, 'by'> {
  const names = new Set([...Object.keys(totals), ...Object.keys(counters)]) as Set<keyof typeof totals>
  return Object.fromEntries([...names].map((name) => [name, Math.max(totals[name] ?? 0, counters[name] ?? 0)]))
}
