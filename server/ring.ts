/** The last bytes of a stream, in one block of memory written round and round. Positions count from the stream's begin. */
export class Ring {
  #block: Buffer = Buffer.alloc(0)
  #end = 0

  constructor(readonly limit: number) {}

  /** Bytes that have gone in so far. */
  get end(): number {
    return this.#end
  }

  append(bytes: Uint8Array): void {
    const kept = bytes.subarray(Math.max(0, bytes.length - this.limit))
    this.#grow(Math.min(this.limit, this.#end + bytes.length))
    this.#end += bytes.length
    const at = (this.#end - kept.length) % this.#block.length
    const split = this.#block.length - at
    this.#block.set(kept.subarray(0, split), at)
    this.#block.set(kept.subarray(split), 0)
  }

  /** A view where it can be one: it holds until the next append. Of what is gone there is nothing to give. */
  slice(from: number, to: number): Buffer {
    const { length } = this.#block
    const first = Math.max(from, this.#end - length)
    if (first >= to) return Buffer.alloc(0)
    const [begin, end] = [first % length, ((to - 1) % length) + 1]
    return begin < end
      ? this.#block.subarray(begin, end)
      : Buffer.concat([this.#block.subarray(begin), this.#block.subarray(0, end)])
  }

  /** Twice as much each time, up to the limit: most lanes print little. Until then nothing has gone round. */
  #grow(size: number): void {
    if (size <= this.#block.length) return
    const block = Buffer.alloc(Math.min(this.limit, Math.max(size, 2 * this.#block.length)))
    this.#block.copy(block)
    this.#block = block
  }
}
