/** Hears the events of a live run and tells when it has failed. */
import { parseSignal, type LaneEvent } from '../../../server/protocol/events.ts'
import type { Failure } from '../labels.ts'
import type { LaneEnd } from '../source/lane-end.ts'
import { isFailure } from './failure.ts'

export class RunJudge {
  readonly #labelOf: (lane: string) => string
  readonly #wasStopped: () => boolean
  readonly #rows: readonly string[]
  readonly #signals = new Map<string, string>()
  readonly #failed = new Set<string>()
  #first: Failure | undefined

  /**
   * `wasStopped` says whether somebody stopped the run: then no exit is a fault. `rows` are lanes that each say in a row
   * of their own what went wrong: the run has failed when all of them have, for the others' numbers are as good as ever.
   */
  constructor(labelOf: (lane: string) => string, wasStopped: () => boolean, rows: readonly string[] = []) {
    this.#labelOf = labelOf
    this.#wasStopped = wasStopped
    this.#rows = rows
  }

  judge(lane: string, event: LaneEvent): Failure | undefined {
    const failure = this.#judgeLane(lane, event)
    if (!failure || this.#rows.length === 0) return failure
    this.#failed.add(lane)
    this.#first ??= failure
    return this.#rows.every((row) => this.#failed.has(row)) ? this.#first : undefined
  }

  #judgeLane(lane: string, event: LaneEvent): Failure | undefined {
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
