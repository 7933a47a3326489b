/**
 * A terminal gives its output in bits: a few hundred bytes a read, tens of thousands of reads a second in a flood. Every
 * one of them would be an event, and a message to every window. The first bytes after a pause go at once, so that an
 * echo is not late; those that follow within milliseconds go together.
 */
export class Gatherer {
  /** Reused: new memory for each read is the greatest cost of a flood. */
  readonly #gathered = Buffer.alloc(ENOUGH)
  #size = 0
  #timer: NodeJS.Timeout | undefined
  readonly #deliver: (bytes: Uint8Array) => void

  /** What `deliver` gets holds until it returns. */
  constructor(deliver: (bytes: Uint8Array) => void) {
    this.#deliver = deliver
  }

  push(bytes: Uint8Array): void {
    for (let rest = bytes; rest.length > 0;) {
      const part = rest.subarray(0, ENOUGH - this.#size)
      this.#gathered.set(part, this.#size)
      this.#size += part.length
      if (this.#timer === undefined || this.#size === ENOUGH) this.flush()
      rest = rest.subarray(part.length)
    }
  }

  /** Delivers what is here, so that what comes next comes after it. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#size === 0) return
    const began = performance.now()
    this.#deliver(this.#gathered.subarray(0, this.#size))
    this.#size = 0
    // Many windows make a delivery dear: it may take a third of the time, the rest is for what is delivered.
    this.#timer = setTimeout(() => this.flush(), Math.max(PAUSE_MS, 2 * (performance.now() - began)))
  }
}

/** Milliseconds: a quarter of a frame of the screen. */
const PAUSE_MS = 4
/** Bytes: as much as goes into one frame on the wire. */
const ENOUGH = 32 * 1024
