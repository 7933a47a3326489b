/** Every message between a window and the server. A type-only vocabulary: terminal bytes travel in frames.ts. */
import type { LaneEvent, Problem } from './events.ts'

export const PROTOCOL = 1

export type ClientMessage =
  /** The first message; anything else before it ends the connection. */
  | { readonly type: 'hello'; readonly protocol: number; readonly token: string }
  /**
   * Follow a slot: the run in it now and every later one. A slot is one pane of the deck, by name; windows that watch
   * the same slot see the same run. After a lost connection `have` says what this window already got of that run.
   */
  | { readonly type: 'watch'; readonly slot: string; readonly have?: Have }
  | { readonly type: 'unwatch'; readonly slot: string }
  /** Start a run in a slot; where one is under way nothing happens. */
  | {
      readonly type: 'start'
      readonly slot: string
      readonly demo: string
      readonly lanes: readonly string[]
      readonly params: Params
    }
  | { readonly type: 'stop'; readonly slot: string }
  | { readonly type: 'input'; readonly slot: string; readonly lane: string; readonly data: string }
  /** So many bytes of a channel are parsed by the terminal: credit for as many more. */
  | { readonly type: 'ack'; readonly channel: number; readonly bytes: number }

export type ServerMessage =
  | {
      readonly type: 'welcome'
      readonly protocol: number
      readonly role: Role
      /** Another one than last time: the server was restarted, its runs are gone. */
      readonly boot: string
      readonly machine: Machine
      readonly demos: readonly DemoInfo[]
    }
  | { readonly type: 'refused'; readonly reason: 'token' | 'protocol' | 'hello' }
  /** What the slot holds now; sent on watch and whenever anything in it changes. */
  | { readonly type: 'run'; readonly slot: string; readonly run: RunInfo | null }
  | { readonly type: 'event'; readonly channel: number; readonly seq: number; readonly event: LaneEvent }
  /** This window was behind: so many bytes of output were left out before the snapshot that follows. */
  | { readonly type: 'skipped'; readonly channel: number; readonly bytes: number }
  | { readonly type: 'problem'; readonly slot?: string; readonly problem: Problem }

export type Role = 'presenter' | 'viewer'
export type Params = Readonly<Record<string, string | number>>
export interface Have {
  readonly run: string
  /** Lane → the number of events received. */
  readonly next: Readonly<Record<string, number>>
}

export interface RunInfo {
  readonly id: string
  readonly demo: string
  readonly params: Params
  readonly state: 'queued' | 'running' | 'finished'
  /** Runs before this one, while it is queued. */
  readonly place?: number
  /** Somebody stopped it: its lanes' exits are no failures. */
  readonly stopped?: true
  /** ISO 8601. */
  readonly startedAt: string
  readonly lanes: readonly RunLaneInfo[]
}

export interface RunLaneInfo {
  readonly id: string
  /** Names this lane of this run in frames and events on this connection. */
  readonly channel: number
  readonly state: 'waiting' | 'running' | 'finished'
  /** Seconds from the run's begin to the lane's, once it has begun. */
  readonly offset?: number
  /** Seconds since the lane began, at the moment of this message. */
  readonly elapsed?: number
}

export interface DemoInfo {
  readonly id: string
  readonly title: string
  readonly question: string
  readonly schedule: 'measured' | 'together' | 'rounds'
  /** Of the schedule `rounds`: how often each lane is measured. */
  readonly rounds?: number
  readonly view: 'charts' | 'swimlanes' | 'table'
  readonly terminal: { readonly cols: number; readonly rows: number }
  readonly params: readonly ParamInfo[]
  readonly lanes: readonly LaneInfo[]
  readonly result: readonly ResultField[]
}

export interface ParamInfo {
  readonly name: string
  readonly label: string
  readonly default: number
  readonly min: number
  readonly max: number
  /** The values that recordings exist for. */
  readonly grid: readonly number[]
  /** What the deck says instead of a value. */
  readonly names?: Readonly<Record<string, string>>
}

export interface LaneInfo {
  readonly id: string
  readonly label: string
  readonly language: string
  readonly available: boolean
  readonly why?: Problem
}

/** One row of the result table. */
export interface ResultField {
  readonly key: string
  readonly label: string
  readonly unit?: string
  /** Digits after the decimal point; 0 unless told. */
  readonly digits?: number
  /** Absent from a result without fault. */
  readonly optional?: boolean
}

/** The machine that a run was made on. A fact that could not be read is absent. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  /** Bytes. */
  readonly memory: number
  readonly os: string
  readonly kernel: string
  readonly governor?: string
  readonly limits: Readonly<Record<string, number | string>>
  readonly runtimes: Readonly<Record<string, string>>
}
