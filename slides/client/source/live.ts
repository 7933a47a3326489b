/** The source that shows a run of the server while it happens. */
import type { LaneEvent } from '../../../server/protocol/events.ts'
import type { Params, RunInfo } from '../../../server/protocol/messages.ts'
import type { LiveSlot } from '../connection/live-slot.ts'
import type { LaneState, Origin, Sink, Source, SourceState, TerminalSize } from './source.ts'

export class LiveSource implements Source {
  readonly origin: Origin
  readonly size: TerminalSize
  readonly lanes: readonly string[]
  readonly params: Params
  readonly #slot: LiveSlot
  readonly #run: string
  #sink: Sink | undefined
  /** Seconds, when a lane's exit came. */
  readonly #ends = new Map<string, number>()

  /** The run is the one that the slot holds now. */
  constructor(slot: LiveSlot, run: RunInfo, origin: Origin, size: TerminalSize) {
    this.#slot = slot
    this.#run = run.id
    this.origin = origin
    this.size = size
    this.lanes = run.lanes.map(({ id }) => id)
    this.params = run.params
  }

  get state(): SourceState {
    const state = this.#info()?.state ?? 'finished'
    return state === 'finished' && this.lanes.some((lane) => this.laneState(lane) === 'running') ? 'running' : state
  }

  get place(): number | undefined {
    return this.#info()?.place
  }

  /** A lane ends here with its exit event: what it printed may still be on its way when the run is over. */
  laneState(lane: string): LaneState {
    const info = this.#lane(lane)?.info
    if (!info || this.#ends.has(lane)) return 'finished'
    return info.state === 'finished' && info.offset !== undefined ? 'running' : info.state
  }

  elapsed(lane: string): number {
    const end = this.#ends.get(lane)
    if (end !== undefined) return end
    const { info, heardAt = 0 } = this.#lane(lane) ?? {}
    const since = info?.state === 'running' ? (performance.now() - heardAt) / 1000 : 0
    return (info?.elapsed ?? 0) + since
  }

  spansAhead(): readonly LaneEvent[] {
    return []
  }

  attach(sink: Sink): void {
    this.#sink = {
      restart: (lane) => sink.restart(lane),
      clear: (lane) => sink.clear(lane),
      output: (lane, data, parsed) => sink.output(lane, data, parsed),
      event: (lane, event) => {
        if (event[1] === 'x') this.#ends.set(lane, event[0])
        sink.event(lane, event)
      },
      changed: () => sink.changed(),
    }
    this.#slot.attach(this.#sink)
  }

  dispose(): void {
    if (this.#sink) this.#slot.detach(this.#sink)
    this.#sink = undefined
  }

  #info(): RunInfo | undefined {
    return this.#slot.run?.id === this.#run ? this.#slot.run : undefined
  }

  #lane(id: string): ReturnType<LiveSlot['lane']> {
    return this.#info() && this.#slot.lane(id)
  }
}
