/**
 * One lane on its way to one window: a place in the lane's log that moves forward as the window's terminal keeps up.
 * Nothing is buffered per window; one that falls too far behind is brought forward by the screen of the moment, some
 * times a second, and gets the scrollback when it has caught up.
 */
import { toEvent, type LaneLog, type LogEntry } from './lane-log.ts'
import { encodeFrame } from './protocol/frames.ts'
import type { ServerMessage } from './protocol/messages.ts'
import type { Screen, Snapshot } from './screen.ts'

export interface Outlet {
  send(message: ServerMessage): void
  sendFrame(frame: Uint8Array): void
}

export class Feed {
  #cursor: number
  /** Bytes of output before the cursor. */
  #position: number
  #unacknowledged = 0
  #disposed = false
  /** Runs while the window rests, until the lane has been quiet for a while. */
  #rest: NodeJS.Timeout | undefined
  #restEnds = 0
  /** The window has the screen and not what is above it: that comes when the flood is over. */
  #hasGlimpse: boolean
  readonly #unsubscribe: () => void

  constructor(
    readonly channel: number,
    readonly screen: Screen,
    readonly outlet: Outlet,
    cursor = 0,
  ) {
    const { log } = screen
    this.#cursor = Math.min(cursor, log.next)
    this.#position = cursor === 0 ? 0 : log.position(this.#cursor)
    // A window that comes back may have been left with a glimpse: there were no others so early in the output.
    this.#hasGlimpse = this.#position > BEHIND
    this.#unsubscribe = log.subscribe(() => this.#hear())
  }

  get log(): LaneLog {
    return this.screen.log
  }

  acknowledge(bytes: number): void {
    this.#unacknowledged = Math.max(0, this.#unacknowledged - bytes)
    this.pump()
  }

  dispose(): void {
    this.#disposed = true
    clearTimeout(this.#rest)
    this.#unsubscribe()
  }

  /** Sends what the window may have now. */
  pump(): void {
    while (!this.#disposed && !this.#rest && this.#unacknowledged < CREDIT) {
      const behind = this.log.position(this.log.next) - this.#position
      if (this.#cursor < this.log.first || behind > BEHIND) {
        this.#replace(this.screen.glimpse(this.#cursor))
        this.#hasGlimpse = true
        this.#beginRest()
      } else if (this.#hasGlimpse) {
        this.#replace(this.screen.snapshot(this.#cursor))
        this.#hasGlimpse = false
      } else if (this.#cursor < this.log.next) this.#sendNext()
      else return
    }
  }

  #hear(): void {
    if (!this.#rest) this.pump()
    else if (performance.now() < this.#restEnds) this.#rest.refresh()
    else this.#endRest()
  }

  /** Nobody reads more than some screens a second of a flood, and all panes of a page share one thread. */
  #beginRest(): void {
    this.#restEnds = performance.now() + REST_MS
    this.#rest = setTimeout(() => this.#endRest(), QUIET_MS)
  }

  #endRest(): void {
    clearTimeout(this.#rest)
    this.#rest = undefined
    this.pump()
  }

  #sendNext(): void {
    const first = this.#cursor
    const entry = this.log.at(first) as LogEntry
    if (entry.code !== 'o') {
      this.outlet.send({ type: 'event', channel: this.channel, seq: this.#cursor++, event: toEvent(entry) })
      return
    }
    const { bytes, next, seconds } = this.log.outputFrom(first, FRAME)
    this.#cursor = next
    this.#sendBytes('output', first, bytes, seconds)
  }

  /** The screen by another one, nearer to the end. */
  #replace(snapshot: Snapshot): void {
    const first = this.#cursor
    for (const { seq, event } of this.log.signalsFrom(first))
      if (seq < snapshot.next) this.outlet.send({ type: 'event', channel: this.channel, seq, event })
    const bytes = snapshot.position - this.#position
    if (bytes > 0) this.outlet.send({ type: 'skipped', channel: this.channel, bytes })
    this.#cursor = snapshot.next
    this.#sendBytes('snapshot', first, snapshot.bytes, snapshot.seconds)
    this.#position = snapshot.position
  }

  #sendBytes(kind: 'output' | 'snapshot', first: number, bytes: Buffer, seconds: number): void {
    this.#unacknowledged += bytes.length
    this.#position += bytes.length
    this.outlet.sendFrame(encodeFrame({ kind, channel: this.channel, first, next: this.#cursor, seconds, bytes }))
  }
}

/** Bytes on their way to a terminal that it has not parsed yet: at 128 KiB a Ctrl-C shows within 0.1 s. */
const CREDIT = 128 * 1024
/** Bytes of one frame: the browser handles one without a hitch. */
const FRAME = 32 * 1024
/** Bytes behind the end from which on a window is not shown everything: xterm parses about 7 MB/s. */
const BEHIND = 512 * 1024
/** Milliseconds from one glimpse to the next while the flood goes on, and of quiet that tell that it is over. */
const REST_MS = 100
const QUIET_MS = 15
