/** Tells the server how far the terminal has come, so that it sends no faster than the terminal parses. */

export class Credit {
  readonly #acknowledge: (bytes: number) => void
  /** Bytes given to the terminal that it has not parsed. */
  #pending = 0
  /** Bytes parsed that the server does not know of. */
  #owed = 0

  constructor(acknowledge: (bytes: number) => void) {
    this.#acknowledge = acknowledge
  }

  /** Gives back what is to be called when these bytes are parsed. */
  take(bytes: number): () => void {
    this.#pending += bytes
    return () => {
      this.#pending -= bytes
      this.#owed += bytes
      if (this.#owed >= BATCH || this.#pending === 0) this.#settle()
    }
  }

  #settle(): void {
    if (this.#owed === 0) return
    this.#acknowledge(this.#owed)
    this.#owed = 0
  }
}

/** Bytes: an eighth of what the server sends without an acknowledgement. */
const BATCH = 16 * 1024
