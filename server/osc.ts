/** Takes a program's events, `ESC ] 7337 ; JSON BEL`, out of its output, wherever the chunks are cut. */

export type Piece = { readonly output: Uint8Array } | { readonly event: string } | { readonly lost: number }

export class EventSplitter {
  #held: Buffer = Buffer.alloc(0)
  #lost = 0

  /** The output and the events of the chunk, in order. What may be the begin of an event is held back. */
  push(chunk: Buffer): Piece[] {
    let rest = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk
    this.#held = EMPTY
    const pieces: Piece[] = []
    if (this.#lost > 0) rest = this.#skip(rest, pieces)
    while (rest.length > 0) {
      const start = rest.indexOf(START)
      if (start < 0) {
        const keep = partialStart(rest)
        if (keep < rest.length) pieces.push({ output: rest.subarray(0, rest.length - keep) })
        this.#held = Buffer.from(rest.subarray(rest.length - keep))
        return pieces
      }
      if (start > 0) pieces.push({ output: rest.subarray(0, start) })
      rest = rest.subarray(start)
      const end = rest.indexOf(BEL)
      if (end < 0 && rest.length > EVENT_LIMIT) {
        // Somebody's output that only looks like an event would otherwise be kept for ever.
        this.#lost = rest.length
        return pieces
      }
      if (end < 0) {
        this.#held = Buffer.from(rest)
        return pieces
      }
      pieces.push({ event: rest.toString('utf8', START.length, end) })
      rest = rest.subarray(end + 1)
    }
    return pieces
  }

  /** The program has ended: what was held back was no event. */
  end(): Piece[] {
    const held = this.#held
    this.#held = EMPTY
    return held.length > 0 ? [{ output: held }] : []
  }

  #skip(rest: Buffer, pieces: Piece[]): Buffer {
    const end = rest.indexOf(BEL)
    this.#lost += end < 0 ? rest.length : end + 1
    if (end < 0) return EMPTY
    pieces.push({ lost: this.#lost })
    this.#lost = 0
    return rest.subarray(end + 1)
  }
}

/** 4 MiB: 100 000 spans are about 3. */
export const EVENT_LIMIT = 4 * 2 ** 20

const START = Buffer.from('\u001B]7337;')
const BEL = 7
const EMPTY = Buffer.alloc(0)

/** How many of the last bytes could be the begin of START. */
function partialStart(bytes: Buffer): number {
  for (let length = Math.min(START.length - 1, bytes.length); length > 0; length--)
    if (bytes.subarray(bytes.length - length).equals(START.subarray(0, length))) return length
  return 0
}
