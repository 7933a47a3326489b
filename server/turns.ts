/** Gives the lanes of a run their turns: every lane's first round, then every lane's second, one lane at a time. */
import { TURN } from '../demos/lib/turns.ts'

/** Types a letter into a program that waits. */
type Take = (letter: string) => void

/**
 * The order is turned round from one round to the next, so that a drift of the machine does not always meet the same
 * lane late. Lanes that have left (ended, failed, never started) are passed over.
 */
export class Turns {
  readonly #order: readonly string[]
  readonly #waiting = new Map<string, Take>()
  readonly #left = new Set<string>()
  #next = 0
  #atWork: string | undefined

  constructor(lanes: readonly string[], rounds: number) {
    this.#order = Array.from({ length: rounds }, (_, round) => (round % 2 === 0 ? lanes : lanes.toReversed())).flat()
  }

  /** The lane is ready for a round: with it the round before, if there was one, is over. */
  ask(lane: string, take: Take): void {
    this.#waiting.set(lane, take)
    if (this.#atWork === lane) this.#atWork = undefined
    this.#advance()
  }

  leave(lane: string): void {
    this.#waiting.delete(lane)
    this.#left.add(lane)
    if (this.#atWork === lane) this.#atWork = undefined
    this.#advance()
  }

  #advance(): void {
    if (this.#atWork !== undefined) return
    while (this.#left.has(this.#order[this.#next] ?? '')) this.#next++
    const lane = this.#order[this.#next]
    if (lane === undefined) return this.#end()
    // A lane that is slow to begin is waited for: the others are quiet.
    const take = this.#waiting.get(lane)
    if (!take) return
    this.#next++
    this.#atWork = lane
    this.#waiting.delete(lane)
    take(TURN.go)
  }

  #end(): void {
    for (const take of this.#waiting.values()) take(TURN.end)
    this.#waiting.clear()
  }
}
