/**
 * What a window gets that comes late or falls behind: the end of the output, as much of it as a terminal keeps. Windows
 * that ask together share it.
 */
import type { LaneLog } from './lane-log.ts'

export interface Snapshot {
  /** The number of the first event that is not in it. */
  readonly next: number
  /** Bytes of the lane's output before that event. */
  readonly position: number
  readonly seconds: number
  /** What brings an empty terminal of the lane's size to this screen and scrollback. */
  readonly bytes: Buffer
}

export class Screen {
  readonly #last: { screen?: Snapshot; all?: Snapshot } = {}

  constructor(
    readonly log: LaneLog,
    readonly size: { readonly cols: number; readonly rows: number },
  ) {}

  /** The screen without what is above it: all that can be seen while a flood goes on. */
  glimpse(from = 0): Snapshot {
    return this.#take('screen', this.size.rows, from)
  }

  /** Screen and scrollback. */
  snapshot(from = 0): Snapshot {
    return this.#take('all', SCROLLBACK + this.size.rows, from)
  }

  /** Not older than the event `from`, and not far behind the log's end: what is missing comes after it as bytes. */
  #take(kind: 'screen' | 'all', lines: number, from: number): Snapshot {
    const { next, first } = this.log
    const position = this.log.position(next)
    const last = this.#last[kind]
    if (last && last.next >= Math.max(first, from) && position - last.position < FRESH) return last
    return (this.#last[kind] = { next, position, ...this.log.tail(lines, MOST) })
  }
}

/** Lines above the screen, as many as the deck's terminals keep. */
export const SCROLLBACK = 1000
/** Bytes: a thousand wide lines of Cyrillic are 350 KiB. */
const MOST = 512 * 1024
/** Bytes after a snapshot beyond which a new one is made rather than sending them. */
const FRESH = 128 * 1024
