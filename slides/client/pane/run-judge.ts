/** Hears the events of a live run and tells when it has failed. */
import { parseSignal, type LaneEvent } from '../../../server/protocol/events.ts'
import type { Failure } from '../labels.ts'
import type { LaneEnd } from '../source/lane-end.ts'
import { isFailure } from './failure.ts'

export class RunJudge {
  readonly #labelOf: (lane: string) => string
  readonly #wasStopped: () => boolean
  readonly #signals = new Map<string, string>()

  /** `wasStopped` says whether somebody stopped the run: then no exit is a fault. */
  constructor(labelOf: (lane: string) => string, wasStopped: () => boolean) {
    this.#labelOf = labelOf
    this.#wasStopped = wasStopped
  }

  judge(lane: string, event: LaneEvent): Failure | undefined {
    const signal = parseSignal(event)
    if (signal && 'signal' in signal) this.#signals.set(lane, signal.signal)
    if (signal && 'problem' in signal && isFailure(signal.problem))
      return { kind: 'problem', lane: this.#labelOf(lane), problem: signal.problem }
    return event[1] === 'x' ? this.#judgeEnd(lane, Number(event[2])) : undefined
  }

  #judgeEnd(lane: string, status: number): Failure | undefined {
    const signal = this.#signals.get(lane)
    const end: LaneEnd = { status, ...(signal !== undefined && { signal }) }
    if (status === 0 || this.#wasStopped()) return undefined
    return { kind: 'exit', lane: this.#labelOf(lane), end }
  }
}
