/** What somebody knows of one lane of one run: its events, and its screen in a terminal without a display. */
import serialize from '@xterm/addon-serialize'
import headless from '@xterm/headless'
import type { LaneEvent } from '../protocol/events.ts'
import { SCROLLBACK } from '../screen.ts'

export class LaneCopy {
  /** The events before this one are here. */
  next = 0
  /** Everything but output, by number. */
  readonly events = new Map<number, LaneEvent>()
  readonly #terminal: headless.Terminal
  readonly #serialize = new serialize.SerializeAddon()

  constructor(size: { readonly cols: number; readonly rows: number }) {
    this.#terminal = new headless.Terminal({ ...size, scrollback: SCROLLBACK, allowProposedApi: true })
    this.#terminal.loadAddon(this.#serialize)
  }

  /** `parsed` is called when the terminal has taken it in. */
  write(bytes: Uint8Array, parsed: () => void = () => undefined): void {
    this.#terminal.write(bytes, parsed)
  }

  clear(): void {
    this.#terminal.write('\u001Bc')
  }

  /** What it shows, scrollback and all, when all that was written is parsed. */
  async show(): Promise<string> {
    await new Promise<void>((resolve) => this.#terminal.write('', resolve))
    const { cursorX, cursorY } = this.#terminal.buffer.active
    return `cursor ${cursorX} ${cursorY}\n${this.#serialize.serialize({ scrollback: SCROLLBACK })}`
  }

  dispose(): void {
    this.#terminal.dispose()
  }
}
