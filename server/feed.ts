/**
 * One lane on its way to one window: a place in the lane's log that moves forward as the window's terminal keeps up.
 * Nothing is buffered per window; one that falls too far behind is brought forward by a snapshot of the end.
 */
import { toEvent, type LaneLog, type LogEntry } from './lane-log.ts'
import { encodeFrame } from './protocol/frames.ts'
import type { ServerMessage } from './protocol/messages.ts'
import type { Screen } from './screen.ts'

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
  #skipping = false
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
    this.#unsubscribe = log.subscribe(() => this.pump())
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
    this.#unsubscribe()
  }

  /** Sends what the window may have now. */
  pump(): void {
    while (!this.#isBusy() && this.#cursor < this.log.next && this.#unacknowledged < CREDIT) {
      const behind = this.log.position(this.log.next) - this.#position
      if (this.#cursor < this.log.first || behind > BEHIND) this.#skipForward()
      else this.#sendNext()
    }
  }

  #isBusy(): boolean {
    return this.#disposed || this.#skipping
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
    this.#skipping = true
    void this.screen.snapshot().then((snapshot) => {
      this.#skipping = false
      if (this.#disposed) return
      const first = this.#cursor
      for (const { seq, event } of this.log.signalsFrom(first))
        if (seq < snapshot.next) this.outlet.send({ type: 'event', channel: this.channel, seq, event })
      this.outlet.send({ type: 'skipped', channel: this.channel, bytes: snapshot.position - this.#position })
      this.#cursor = snapshot.next
      this.#sendBytes('snapshot', first, snapshot.bytes, snapshot.seconds)
      this.#position = snapshot.position
      this.pump()
    })
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
