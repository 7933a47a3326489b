/**
 * What a lane's terminal shows now, for a window that comes late or falls behind: the end of the log, parsed by a
 * terminal without a display and written down again. Made when asked for; windows that ask together share it.
 */
import serialize from '@xterm/addon-serialize'
import headless from '@xterm/headless'
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
  #last: Snapshot | undefined
  #making: Promise<Snapshot> | undefined

  constructor(
    readonly log: LaneLog,
    readonly size: { readonly cols: number; readonly rows: number },
  ) {}

  /** One that is not far behind the log's end: what is missing from it comes after it as bytes. */
  async snapshot(): Promise<Snapshot> {
    if (this.#last && this.log.position(this.log.next) - this.#last.position < FRESH) return this.#last
    this.#making ??= this.#make().finally(() => (this.#making = undefined))
    return this.#making
  }

  async #make(): Promise<Snapshot> {
    const { next } = this.log
    const { bytes, seconds } = this.log.tail(TAIL)
    const terminal = new headless.Terminal({ ...this.size, scrollback: SCROLLBACK, allowProposedApi: true })
    const addon = new serialize.SerializeAddon()
    terminal.loadAddon(addon)
    await new Promise<void>((resolve) => terminal.write(bytes, resolve))
    const screen = Buffer.from(addon.serialize({ scrollback: SCROLLBACK }))
    terminal.dispose()
    this.#last = { next, position: this.log.position(next), seconds, bytes: screen }
    return this.#last
  }
}

/** Lines above the screen, as many as the deck's terminals keep. */
export const SCROLLBACK = 1000
/** Bytes of log that a snapshot is made of: more than screen and scrollback hold; parsed in about 20 ms. */
const TAIL = 128 * 1024
/** Bytes after a snapshot beyond which a new one is made rather than sending them. */
const FRESH = 128 * 1024
