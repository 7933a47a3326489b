/** Where the bench is: one line that is rewritten on a terminal, a line for each round otherwise. */

export class Progress {
  readonly #stream: NodeJS.WriteStream
  #isOpen = false

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }

  /** What is going on; only a terminal shows it. */
  now(text: string): void {
    if (!this.#stream.isTTY) return
    this.#stream.write(`\r\u001b[K${text.slice(0, (this.#stream.columns || 80) - 1)}`)
    this.#isOpen = true
  }

  /** What has been done; a terminal shows it until the next. */
  done(text: string): void {
    if (this.#stream.isTTY) this.now(text)
    else this.#stream.write(`${text}\n`)
  }

  /** A sentence that stays. */
  say(text: string): void {
    this.#stream.write(`${this.#isOpen ? '\r\u001b[K' : ''}${text}\n`)
    this.#isOpen = false
  }
}

/** 75 → 1:15. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
