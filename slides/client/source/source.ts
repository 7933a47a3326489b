/** Where a pane gets its lanes from. Live and replay implement it; nothing else knows which of them it has. */
import type { LaneEvent } from '../../../server/protocol/events.ts'
import type { Machine, Params } from '../../../server/protocol/messages.ts'

export interface Source {
  readonly origin: Origin
  /** In the pane's order. */
  readonly lanes: readonly string[]
  readonly size: TerminalSize
  readonly params: Params
  readonly state: SourceState
  /** Runs before this one, while it is queued. */
  readonly place: number | undefined
  laneState(lane: string): LaneState
  /** Seconds since the lane began; 0 before. */
  elapsed(lane: string): number
  /** Spans known before their event is reached, which only a recording has. */
  spansAhead(lane: string): readonly LaneEvent[]
  /** Present where the reader holds the time. */
  readonly player?: Player
  /** Begins to deliver; the sink first gets all that has happened so far. */
  attach(sink: Sink): void
  dispose(): void
}

/** What a source tells its pane, lane by lane and in the lane's order. */
export interface Sink {
  /** The lane begins anew: nothing that came before is true any more. */
  restart(lane: string): void
  /** Only the screen begins anew; a snapshot of it follows. */
  clear(lane: string): void
  /** Terminal bytes; `parsed` is called when the terminal has taken them in. */
  output(lane: string, data: string | Uint8Array, parsed: () => void): void
  /** Anything but output. */
  event(lane: string, event: LaneEvent): void
  /** Its state, a lane's state or the player's position is another one. */
  changed(): void
}

export interface Player {
  readonly playing: boolean
  /** Seconds, on the one clock of all lanes. */
  readonly position: number
  readonly duration: number
  readonly speed: number
  readonly marks: readonly SourceMark[]
  /** From the end it begins again. */
  play(): void
  pause(): void
  seek(seconds: number): void
  setSpeed(speed: number): void
}

export interface SourceMark {
  readonly lane: string
  readonly seconds: number
  readonly label: string
}

export type SourceState = 'queued' | 'running' | 'paused' | 'finished'
export type LaneState = 'waiting' | 'running' | 'finished'

export interface TerminalSize {
  readonly cols: number
  readonly rows: number
}

export type Origin =
  | { readonly kind: 'live'; readonly machine: Machine }
  | { readonly kind: 'repeat'; readonly date: string; readonly machine: Machine }
  | { readonly kind: 'recording'; readonly date: string; readonly machine: Machine; readonly stale: boolean }
