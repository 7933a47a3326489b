/** What the deck knows of the recordings of one demo: `demos/<id>.json` in the built deck. */
import type { Result } from './events.ts'
import type { DemoInfo, Machine, Params } from './messages.ts'

export interface DemoRecordings {
  /** As when the deck was built; its `available` says nothing of the reader's machine. */
  readonly demo: DemoInfo
  /** All of one set, or there are none. */
  readonly recordings: readonly RecordingEntry[]
  readonly set?: RecordingSet
}

export interface RecordingSet {
  readonly id: string
  /** ISO 8601, of the first recording. */
  readonly date: string
  readonly machine: Machine
}

export interface RecordingEntry {
  readonly lane: string
  readonly params: Params
  /** Relative to the deck's index.html. */
  readonly url: string
  /** Length in seconds. */
  readonly seconds: number
  /** The program has changed since. */
  readonly stale: boolean
  /** What the program found out, for the charts; absent where it told nothing. */
  readonly result?: Result
}

/** `recordings/<demo>/<lane>[@name=value,…].cast`, names sorted, so that equal parameters have one name. */
export function recordingPath(demo: string, lane: string, params: Params): string {
  const values = Object.entries(params)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `recordings/${demo}/${lane}${values.length > 0 ? `@${values.join(',')}` : ''}.cast`
}
