/**
 * The events of one lane, numbered from 0. The log is bounded: what the terminal could not show any more goes first,
 * and everything that is not output stays.
 */
import type { EventCode, LaneEvent } from './protocol/events.ts'
import { Ring } from './ring.ts'

/** The bytes are a view: they hold until the next append. */
export type LogEntry =
  | { readonly seconds: number; readonly code: 'o'; readonly bytes: Uint8Array }
  | { readonly seconds: number; readonly code: Exclude<EventCode, 'o'>; readonly data: string }

export class LaneLog {
  #entries: Stored[] = []
  /** The number of the first entry that is still there. */
  #first = 0
  readonly #output: Ring
  /** Bytes of output before the first entry. */
  #skippedBytes = 0
  /** Events, not output, that are older than `first`. */
  #older: Numbered[] = []
  readonly #listeners = new Set<() => void>()

  constructor(readonly limit = 4 * 2 ** 20) {
    this.#output = new Ring(limit)
  }

  get first(): number {
    return this.#first
  }

  /** The number that the next event will have. */
  get next(): number {
    return this.#first + this.#entries.length
  }

  append(entry: LogEntry): void {
    const { seconds, code } = entry
    this.#entries.push({ seconds, code, data: code === 'o' ? '' : entry.data, position: this.#output.end })
    if (code === 'o') this.#output.append(entry.bytes)
    if (this.#output.end - this.#skippedBytes > this.limit) this.#drop()
    for (const listener of this.#listeners) listener()
  }

  at(seq: number): LogEntry | undefined {
    const entry = this.#entries[seq - this.#first]
    if (!entry) return undefined
    const { seconds, code, data } = entry
    return code === 'o' ? { seconds, code, bytes: this.outputFrom(seq, 0).bytes } : { seconds, code, data }
  }

  /** The output of the event `seq` and of those right after it that go into `limit` bytes; a view as in LogEntry. */
  outputFrom(seq: number, limit: number): { readonly bytes: Buffer; readonly next: number; readonly seconds: number } {
    const begin = this.position(seq)
    let next = seq + 1
    while (this.#entries[next - this.#first]?.code === 'o' && this.position(next + 1) - begin <= limit) next++
    const { seconds = 0 } = this.#entries[next - 1 - this.#first] ?? {}
    return { bytes: this.#output.slice(begin, this.position(next)), next, seconds }
  }

  /** Bytes of output before the event `seq`; of one that has left the log, before the first that is there. */
  position(seq: number): number {
    if (seq >= this.next) return this.#output.end
    return this.#entries[seq - this.#first]?.position ?? this.#skippedBytes
  }

  /** The events other than output from `seq` on, those that have left the log too. */
  signalsFrom(seq: number): Numbered[] {
    const present = this.#entries.flatMap((entry, index) =>
      entry.code === 'o' ? [] : [{ seq: this.#first + index, event: toEvent(entry) }],
    )
    return [...this.#older, ...present].filter((event) => event.seq >= seq)
  }

  /** The last lines of output, from the begin of a line where there is one in at most `limit` bytes. */
  tail(lines: number, limit: number): { readonly bytes: Buffer; readonly seconds: number } {
    const { end } = this.#output
    const begin = Math.max(this.#skippedBytes, end - limit)
    const bytes = this.#output.slice(begin, end)
    const first = Math.max(begin > 0 ? bytes.indexOf(NEWLINE) + 1 : 0, beginOfLast(lines, bytes))
    return { bytes: Buffer.from(bytes.subarray(first)), seconds: this.#entries.at(-1)?.seconds ?? 0 }
  }

  /** All that is kept, as events: bytes become text, a character cut by a chunk's end goes to the next event. */
  events(): LaneEvent[] {
    const decoder = new TextDecoder()
    const events: LaneEvent[] = this.#older.map(({ event }) => event)
    if (this.#skippedBytes > 0)
      events.push([this.#entries[0]?.seconds ?? 0, 's', JSON.stringify({ skipped: this.#skippedBytes })])
    for (let seq = this.#first; seq < this.next; seq++) {
      const entry = this.at(seq) as LogEntry
      const text = entry.code === 'o' ? decoder.decode(entry.bytes, { stream: true }) : entry.data
      if (entry.code !== 'o' || text !== '') events.push([entry.seconds, entry.code, text])
    }
    return events
  }

  /** Called after each append; gives back what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Down to three quarters at once: an array's front is costly to shorten. */
  #drop(): void {
    let count = 0
    while (this.#output.end - this.#skippedBytes > this.limit * 0.75 && count < this.#entries.length) {
      const entry = this.#entries[count] as Stored
      if (entry.code !== 'o') this.#older.push({ seq: this.#first + count, event: toEvent(entry) })
      this.#skippedBytes = this.#entries[++count]?.position ?? this.#output.end
    }
    this.#entries = this.#entries.slice(count)
    this.#first += count
  }
}

interface Stored {
  readonly seconds: number
  readonly code: EventCode
  /** Empty for output. */
  readonly data: string
  /** Bytes of output before it. */
  readonly position: number
}

export interface Numbered {
  readonly seq: number
  readonly event: LaneEvent
}

export function toEvent({ seconds, code, data }: Exclude<LogEntry, { code: 'o' }> | Stored): LaneEvent {
  return [seconds, code, data]
}

/** Where the last lines, and what stands behind them without an end, begin. */
function beginOfLast(lines: number, bytes: Buffer): number {
  let at = bytes.length
  for (let line = 0; line <= lines && at >= 0; line++) at = at === 0 ? -1 : bytes.lastIndexOf(NEWLINE, at - 1)
  return at + 1
}

const NEWLINE = 10
