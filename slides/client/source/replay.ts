/** The source that plays recordings: all lanes on one clock, which the reader holds. */
import { parseSignal, type LaneEvent } from '../../../server/protocol/events.ts'
import type { Recording } from '../../../server/protocol/asciicast.ts'
import type { Params } from '../../../server/protocol/messages.ts'
import type { LaneState, Origin, Player, Sink, Source, SourceMark, SourceState, TerminalSize } from './source.ts'
import { BEFORE, makeTimeline, stepsBetween, type Timeline } from './timeline.ts'

export interface ReplayOptions {
  /** By lane, in the pane's order; at least one. */
  readonly recordings: ReadonlyMap<string, Recording>
  readonly origin: Origin
  readonly params: Params
  /** Milliseconds, for tests. */
  readonly now?: () => number
}

export class ReplaySource implements Source, Player {
  readonly origin: Origin
  readonly lanes: readonly string[]
  readonly size: TerminalSize
  readonly params: Params
  readonly place = undefined
  readonly player: Player = this
  readonly marks: readonly SourceMark[]
  readonly duration: number
  speed = 1

  readonly #timeline: Timeline
  readonly #now: () => number
  #sink: Sink | undefined
  /** What the sink has been shown. */
  #shown = BEFORE
  #position = 0
  /** Moment and position when playing began or the speed changed last; undefined while it stands. */
  #since: { readonly at: number; readonly position: number } | undefined
  #frame = 0

  constructor({ recordings, origin, params, now = () => performance.now() }: ReplayOptions) {
    this.origin = origin
    this.params = params
    this.lanes = [...recordings.keys()]
    this.#now = now
    this.#timeline = makeTimeline([...recordings].map(([id, { events }]) => ({ id, events })))
    this.duration = this.#timeline.duration
    this.size = largest([...recordings.values()].map(({ header }) => header.term))
    this.marks = this.#timeline.lanes.flatMap(({ id, events }) =>
      events.filter(([, code]) => code === 'm').map(([seconds, , label]) => ({ lane: id, seconds, label })),
    )
  }

  get playing(): boolean {
    return this.#since !== undefined
  }

  get position(): number {
    if (!this.#since) return this.#position
    const { at, position } = this.#since
    return Math.min(this.duration, position + ((this.#now() - at) / 1000) * this.speed)
  }

  get state(): SourceState {
    if (this.playing) return 'running'
    return this.#position >= this.duration ? 'finished' : 'paused'
  }

  laneState(lane: string): LaneState {
    return this.#position >= this.#end(lane) ? 'finished' : 'running'
  }

  elapsed(lane: string): number {
    return Math.min(this.position, this.#end(lane))
  }

  spansAhead(lane: string): readonly LaneEvent[] {
    const events = this.#timeline.lanes.find(({ id }) => id === lane)?.events ?? []
    return events.filter((event) => 'spans' in (parseSignal(event) ?? {}))
  }

  attach(sink: Sink): void {
    this.#sink = sink
    for (const lane of this.lanes) sink.restart(lane)
    this.#shown = BEFORE
    this.#show(this.position)
  }

  play(): void {
    if (this.playing) return
    if (this.#position >= this.duration) this.#show(0)
    this.#since = { at: this.#now(), position: this.#position }
    this.#sink?.changed()
    this.#frame = requestAnimationFrame(this.#tick)
  }

  pause(): void {
    if (!this.playing) return
    const { position } = this
    this.#stand()
    this.#show(position)
  }

  seek(seconds: number): void {
    const position = Math.max(0, Math.min(this.duration, seconds))
    if (this.#since) this.#since = { at: this.#now(), position }
    this.#show(position)
  }

  setSpeed(speed: number): void {
    const { position } = this
    this.speed = speed
    if (this.#since) this.#since = { at: this.#now(), position }
    this.#sink?.changed()
  }

  dispose(): void {
    this.#stand()
    this.#sink = undefined
  }

  readonly #tick = (): void => {
    if (!this.playing) return
    const { position } = this
    if (position >= this.duration) this.#stand()
    else this.#frame = requestAnimationFrame(this.#tick)
    this.#show(position)
  }

  #stand(): void {
    cancelAnimationFrame(this.#frame)
    this.#since = undefined
  }

  #show(position: number): void {
    this.#position = position
    const sink = this.#sink
    if (!sink) return
    for (const step of stepsBetween(this.#timeline, this.#shown, position)) {
      if (step.kind === 'restart') sink.restart(step.lane)
      else if (step.kind === 'output') sink.output(step.lane, step.data, nothing)
      else sink.event(step.lane, step.event)
    }
    this.#shown = position
    sink.changed()
  }

  #end(lane: string): number {
    return this.#timeline.lanes.find(({ id }) => id === lane)?.end ?? 0
  }
}

function largest(sizes: readonly TerminalSize[]): TerminalSize {
  return {
    cols: Math.max(...sizes.map(({ cols }) => cols)),
    rows: Math.max(...sizes.map(({ rows }) => rows)),
  }
}

/** A recording does not wait for the terminal: it is parsed far faster than it was made. */
function nothing(): void {}
