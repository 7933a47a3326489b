/** The end of what a lane has printed, kept for a terminal that nobody has opened yet. */

export class OutputTail {
  #text = ''
  #decoder = new TextDecoder()

  get text(): string {
    return this.#text
  }

  push(data: string | Uint8Array): void {
    this.#text += typeof data === 'string' ? data : this.#decoder.decode(data, { stream: true })
    // Cut rarely, and at a line: an escape that is cut in two would be printed.
    if (this.#text.length > 2 * KEPT)
      this.#text = this.#text.slice(this.#text.indexOf('\n', this.#text.length - KEPT) + 1)
  }

  clear(): void {
    this.#text = ''
    this.#decoder = new TextDecoder()
  }

  /** What a reader would see in the last line that is not empty; undefined before there is one. */
  get lastLine(): string | undefined {
    const plain = this.#text.slice(-LINE).replaceAll(ESCAPES, '')
    return plain
      .split(/[\r\n]+/u)
      .map((line) => line.trim())
      .findLast((line) => line !== '')
  }
}

/** Characters. */
const KEPT = 32_768
const LINE = 2000
/** Colours and cursor movements, titles and other strings. */
// oxlint-disable-next-line no-control-regex -- that is what an escape begins with
const ESCAPES = /\u001B(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[@-Z\\^_])/gu
