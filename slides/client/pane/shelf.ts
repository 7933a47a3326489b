/** The recordings of one demo, as a pane asks for them. */
import type { Recording } from '../../../server/protocol/asciicast.ts'
import type { Params } from '../../../server/protocol/messages.ts'
import type { DemoRecordings, RecordingEntry } from '../../../server/protocol/recordings.ts'
import { nearestRecorded, recordedLanes, recordedValues } from '../source/recorded.ts'
import { loadRecordings } from '../source/recordings.ts'
import { ReplaySource } from '../source/replay.ts'

export class Shelf {
  readonly #recordings: DemoRecordings | undefined

  /** Empty where the deck was built without the demo. */
  constructor(recordings?: DemoRecordings) {
    this.#recordings = recordings
  }

  get #entries(): readonly RecordingEntry[] {
    return this.#recordings?.recordings ?? []
  }

  nearest(lanes: readonly string[], wanted: Params, fixed?: string): Params | undefined {
    return nearestRecorded(this.#entries, lanes, wanted, fixed)
  }

  has(lanes: readonly string[], name: string, value: number): boolean {
    return recordedValues(this.#entries, lanes, name).has(value)
  }

  /** The source of what was recorded with exactly these parameters. Throws where a file is missing or broken. */
  async open(lanes: readonly string[], params: Params): Promise<ReplaySource> {
    const set = this.#recordings?.set
    if (!set) throw new Error('Expected a set of recordings, got none.')
    const entries = recordedLanes(this.#entries, lanes, params)
    const stale = entries.some((entry) => entry.stale)
    const origin = { kind: 'recording', date: set.date, machine: set.machine, stale } as const
    return new ReplaySource({ recordings: await loadRecordings(entries), origin, params })
  }

  /** The recording of one lane that is nearest. */
  async lane(lane: string, wanted: Params): Promise<Recording | undefined> {
    const params = this.nearest([lane], wanted)
    const entries = params ? recordedLanes(this.#entries, [lane], params) : []
    return (await loadRecordings(entries)).get(lane)
  }

  /** Has the files at hand before they are needed: the server that is lost is also the one that serves them. */
  async fetchSpare(lanes: readonly string[], wanted: Params): Promise<void> {
    const params = this.nearest(lanes, wanted)
    if (params) await loadRecordings(recordedLanes(this.#entries, lanes, params))
  }
}
