/** Sees every event of a run as it enters the log, whatever the log forgets later: what windows are held against. */
import { toEvent } from '../lane-log.ts'
import type { LaneEvent } from '../protocol/events.ts'
import type { Run, RunLane } from '../run.ts'
import { LaneCopy } from './lane-copy.ts'

export interface LaneTruth {
  readonly id: string
  readonly size: { readonly cols: number; readonly rows: number }
  next: number
  bytes: number
  readonly events: Map<number, LaneEvent>
}

export class Witness {
  readonly lanes: ReadonlyMap<string, LaneTruth>
  readonly #ends: Buffer[][] = []

  constructor(readonly run: Run) {
    this.lanes = new Map(run.lanes.map((lane) => [lane.lane.id, this.#follow(lane)]))
  }

  /** The screen at the end, from the last of all output. */
  async show(lane: LaneTruth): Promise<string> {
    const copy = new LaneCopy(lane.size)
    const chunks = this.#ends[[...this.lanes.values()].indexOf(lane)] ?? []
    const bytes = Buffer.concat(chunks)
    copy.write(lane.bytes > bytes.length ? bytes.subarray(bytes.indexOf(10) + 1) : bytes)
    const shown = await copy.show()
    copy.dispose()
    return shown
  }

  #follow({ lane, log, screen }: RunLane): LaneTruth {
    const truth: LaneTruth = { id: lane.id, size: screen.size, next: 0, bytes: 0, events: new Map() }
    const end: Buffer[] = []
    let size = 0
    this.#ends.push(end)
    log.subscribe(() => {
      for (; truth.next < log.next; truth.next++) {
        const entry = log.at(truth.next)
        if (!entry) throw new Error(`The log of ${lane.id} lost the event ${truth.next} before anybody saw it.`)
        if (entry.code !== 'o') {
          truth.events.set(truth.next, toEvent(entry))
          continue
        }
        end.push(Buffer.from(entry.bytes))
        size += entry.bytes.length
        truth.bytes += entry.bytes.length
        while (size - (end[0]?.length ?? 0) > ENOUGH) size -= end.shift()?.length ?? 0
      }
    })
    return truth
  }
}

/** Bytes: more than a snapshot is made of. */
const ENOUGH = 2 ** 20
