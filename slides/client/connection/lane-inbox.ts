/** What a window has of one lane of one run: nothing is taken twice, and a gap is noticed. */
import type { LaneEvent } from '../../../server/protocol/events.ts'
import type { Frame } from '../../../server/protocol/frames.ts'

/** `show` its bytes, `replace` the screen by them, `drop` them, or ask for all anew: bytes are missing. */
export type Verdict = 'show' | 'replace' | 'drop' | 'gap'

export class LaneInbox {
  /** Events before this one are here. */
  next = 0
  /** Everything but output, by sequence number: it outlives the screen. */
  readonly #events = new Map<number, LaneEvent>()

  get events(): LaneEvent[] {
    return [...this.#events].toSorted(([a], [b]) => a - b).map(([, event]) => event)
  }

  takeFrame({ kind, first, next }: Frame): Verdict {
    if (kind === 'output' && first > this.next) return 'gap'
    if (kind === 'output' && first < this.next) return 'drop'
    this.next = next
    return kind === 'snapshot' ? 'replace' : 'show'
  }

  /** False for an event that is here already. One from before a snapshot may come early. */
  takeEvent(seq: number, event: LaneEvent): boolean {
    if (seq === this.next) this.next++
    if (this.#events.has(seq)) return false
    this.#events.set(seq, event)
    return true
  }

  /** The screen is lost; its bytes come again from the beginning. */
  loseScreen(): void {
    this.next = 0
  }
}
