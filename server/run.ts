/** A run: some lanes of a demo, executed once with the same parameters, one after another or side by side. */
import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import path from 'node:path'
import type { CatalogueLane } from './catalog.ts'
import { LaneLog } from './lane-log.ts'
import { refuseLane, runLane, type LaneOutcome } from './lane.ts'
import { prepareLane, type PreparedLane } from './prepare-lane.ts'
import type { Problem, Result } from './protocol/events.ts'
import type { ResultField } from './protocol/messages.ts'
import type { RunRequest } from './request.ts'
import { Screen } from './screen.ts'
import { Turns } from './turns.ts'

export interface RunLane {
  readonly lane: CatalogueLane
  readonly log: LaneLog
  readonly screen: Screen
  state: 'waiting' | 'running' | 'finished'
  /** Milliseconds, `performance.now()`, when it began. */
  began?: number
  outcome?: LaneOutcome
  /** Files that the program is made of, once it is prepared. */
  sources?: readonly string[]
}

export class Run {
  readonly id = randomUUID().slice(0, 8)
  readonly createdAt = new Date()
  readonly lanes: readonly RunLane[]
  state: 'queued' | 'running' | 'finished' = 'queued'
  /** Milliseconds, `performance.now()`, and by the clock on the wall. */
  began = performance.now()
  startedAt = this.createdAt
  readonly #stop = new AbortController()
  readonly #turns: Turns
  readonly #inputs = new Map<string, (data: string) => void>()
  readonly #listeners = new Set<() => void>()

  constructor(readonly request: RunRequest) {
    // Every lane listens, and there may be more than Node takes for a leak.
    setMaxListeners(request.lanes.length + 10, this.#stop.signal)
    this.lanes = request.lanes.map((lane) => {
      const log = new LaneLog()
      return { lane, log, screen: new Screen(log, request.demo.manifest.terminal), state: 'waiting' }
    })
    this.#turns = new Turns(
      request.lanes.map(({ id }) => id),
      request.demo.manifest.rounds ?? 1,
    )
  }

  get stopped(): boolean {
    return this.#stop.signal.aborted
  }

  /** Runs all lanes to their ends. Never throws: each lane's outcome says what went wrong. */
  async execute(): Promise<void> {
    const { demo } = this.request
    const programs = new Map<RunLane, PreparedLane | Problem>()
    // Compiling belongs to no lane's time and must not disturb another's measurement.
    for (const lane of this.lanes) {
      const program = await prepareLane(demo, lane.lane).catch(notPrepared)
      programs.set(lane, program)
      if (!('code' in program)) lane.sources = program.sources
    }
    this.state = 'running'
    this.began = performance.now()
    this.startedAt = new Date()
    this.#changed()
    const start = (lane: RunLane): Promise<void> =>
      this.#executeLane(lane, programs.get(lane) ?? { code: 'not-started', why: 'not prepared' })
    if (demo.manifest.schedule === 'measured') for (const lane of this.lanes) await start(lane)
    else await Promise.all(this.lanes.map(start))
    this.finish()
  }

  /** For a run that is ended before it began, too. */
  finish(): void {
    this.state = 'finished'
    for (const lane of this.lanes) lane.state = 'finished'
    this.#changed()
  }

  stop(): void {
    this.#stop.abort()
    // Windows must know before the exits come, or they take them for failures.
    this.#changed()
  }

  /** False where the lane is not running, or where what is typed are its turns. */
  input(laneId: string, data: string): boolean {
    if (this.request.demo.manifest.schedule === 'rounds') return false
    const write = this.#inputs.get(laneId)
    write?.(data)
    return write !== undefined
  }

  /** Called when the state of the run or of a lane changes; gives back what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #executeLane(lane: RunLane, program: PreparedLane | Problem): Promise<void> {
    if (this.stopped) return
    const { demo, params } = this.request
    const { id, file } = lane.lane
    lane.began = performance.now()
    lane.state = 'running'
    this.#changed()
    if ('code' in program) lane.outcome = refuseLane(lane.log, program)
    else
      lane.outcome = await runLane({
        command: [...program.command, ...demo.manifest.params.map(({ name }) => String(params[name]))],
        cwd: path.dirname(file),
        env: program.env,
        terminal: demo.manifest.terminal,
        limits: demo.manifest.limits,
        tag: `${this.id}.${id}`,
        log: lane.log,
        stop: this.#stop.signal,
        tellsUsage: demo.manifest.driver === undefined,
        checkResult: (result) => checkResult(demo.manifest.result as readonly ResultField[], result),
        onInput: (write) => this.#inputs.set(id, write),
        onTurn: (take) => this.#turns.ask(id, take),
      })
    this.#inputs.delete(id)
    this.#turns.leave(id)
    lane.state = 'finished'
    this.#changed()
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** A full disk, for one. */
function notPrepared(error: unknown): Problem {
  return { code: 'not-started', why: error instanceof Error ? error.message : String(error) }
}

/** What the manifest promises: every key that is not optional, and no other. */
export function checkResult(fields: readonly ResultField[], result: Result | undefined): Problem | undefined {
  if (result === undefined) return { code: 'bad-result', field: 'result', expected: 'a result before the end' }
  const missing = fields.find(({ key, optional }) => optional !== true && !Object.hasOwn(result, key))
  if (missing) return { code: 'bad-result', field: missing.key, expected: 'a value' }
  const stranger = Object.keys(result).find((key) => !fields.some((field) => field.key === key))
  if (stranger !== undefined) return { code: 'bad-result', field: stranger, expected: 'a field of the manifest' }
  return undefined
}
