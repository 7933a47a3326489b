/**
 * One lane on its way to one window: a place in the lane's log that moves forward as the window's terminal keeps up.
 * Nothing is buffered per window; one that falls too far behind is brought forward by a snapshot of the end.
 */
import { toEvent, type LaneLog, type LogEntry } from './lane-log.ts'
import { encodeFrame } from './protocol/frames.ts'
import type { ServerMessage } from './protocol/messages.ts'

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
  readonly #unsubscribe: () => void

  constructor(
    readonly channel: number,
    readonly log: LaneLog,
    readonly outlet: Outlet,
    cursor = 0,
  ) {
    this.#cursor = Math.min(cursor, log.next)
    this.#position = cursor === 0 ? 0 : log.position(this.#cursor)
    this.#unsubscribe = log.subscribe(() => this.pump())
  }

  acknowledge(bytes: number): void {
    this.#unacknowledged = Math.max(0, this.#unacknowledged - bytes)
    this.pump()
  }

  dispose(): void {
    this.#disposed = true
    this.#unsubscribe()
  }

  /** Sends what the window may have now. */
  pump(): void {
    while (!this.#disposed && this.#cursor < this.log.next && this.#unacknowledged < CREDIT) {
      if (this.#cursor < this.log.first || this.log.position(this.log.next) - this.#position > BEHIND)
        this.#skipForward()
      else this.#sendNext()
    }
  }

  #sendNext(): void {
    const first = this.#cursor
    const entry = this.log.at(first) as LogEntry
    if (entry.code !== 'o') {
      this.outlet.send({ type: 'event', channel: this.channel, seq: this.#cursor++, event: toEvent(entry) })
      return
    }
    const chunks: Buffer[] = []
    let size = 0
    let { seconds } = entry
    for (
      let next = this.log.at(this.#cursor);
      next?.code === 'o' && (size === 0 || size + next.bytes.length <= FRAME);
    ) {
      chunks.push(next.bytes)
      size += next.bytes.length
      seconds = next.seconds
      next = this.log.at(++this.#cursor)
    }
    this.#sendBytes('output', first, chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks), seconds)
  }

  #skipForward(): void {
    const first = this.#cursor
    for (const { seq, event } of this.log.signalsFrom(first))
      this.outlet.send({ type: 'event', channel: this.channel, seq, event })
    const { bytes, before, seconds } = this.log.tail(SNAPSHOT)
    this.outlet.send({ type: 'skipped', channel: this.channel, bytes: before - this.#position })
    this.#cursor = this.log.next
    this.#position = before
    this.#sendBytes('snapshot', first, bytes, seconds)
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
/** Bytes of a snapshot: more than a screen and 1 000 lines of scrollback hold. */
const SNAPSHOT = 96 * 1024
