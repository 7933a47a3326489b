/**
 * The events of one lane, numbered from 0. The log is bounded: what the terminal could not show any more goes first,
 * and everything that is not output stays.
 */
import type { EventCode, LaneEvent } from './protocol/events.ts'

export type LogEntry =
  | { readonly seconds: number; readonly code: 'o'; readonly bytes: Buffer }
  | { readonly seconds: number; readonly code: Exclude<EventCode, 'o'>; readonly data: string }

export class LaneLog {
  #entries: LogEntry[] = []
  /** The number of the first entry that is still there. */
  #first = 0
  /** Bytes of output before each entry. */
  #offsets: number[] = []
  #totalBytes = 0
  /** Bytes of output before the first entry. */
  #skippedBytes = 0
  /** Events, not output, that are older than `first`. */
  #older: Numbered[] = []
  readonly #listeners = new Set<() => void>()

  constructor(readonly limit = 4 * 2 ** 20) {}

  get first(): number {
    return this.#first
  }

  /** The number that the next event will have. */
  get next(): number {
    return this.#first + this.#entries.length
  }

  append(entry: LogEntry): void {
    this.#entries.push(entry)
    this.#offsets.push(this.#totalBytes)
    if (entry.code === 'o') this.#totalBytes += entry.bytes.length
    if (this.#totalBytes - this.#skippedBytes > this.limit) this.#drop()
    for (const listener of this.#listeners) listener()
  }

  at(seq: number): LogEntry | undefined {
    return this.#entries[seq - this.#first]
  }

  /** Bytes of output before the event `seq`; of one that has left the log, before the first that is there. */
  position(seq: number): number {
    return seq >= this.next ? this.#totalBytes : (this.#offsets[seq - this.#first] ?? this.#skippedBytes)
  }

  /** The events other than output from `seq` on, those that have left the log too. */
  signalsFrom(seq: number): Numbered[] {
    const present = this.#entries.flatMap((entry, index) =>
      entry.code === 'o' ? [] : [{ seq: this.#first + index, event: toEvent(entry) }],
    )
    return [...this.#older, ...present].filter((event) => event.seq >= seq)
  }

  /** The last bytes of output, at most `limit`, from the begin of a line where there is one. */
  tail(limit: number): { readonly bytes: Buffer; readonly seconds: number } {
    const chunks: Buffer[] = []
    let size = 0
    for (let index = this.#entries.length - 1; index >= 0 && size < limit; index--) {
      const entry = this.#entries[index] as LogEntry
      if (entry.code !== 'o') continue
      chunks.unshift(entry.bytes)
      size += entry.bytes.length
    }
    const end = Buffer.concat(chunks).subarray(-limit)
    const line = size < this.#totalBytes || size > limit ? end.indexOf(NEWLINE) + 1 : 0
    return { bytes: end.subarray(line), seconds: this.#entries.at(-1)?.seconds ?? 0 }
  }

  /** All that is kept, as events: bytes become text, a character cut by a chunk's end goes to the next event. */
  events(): LaneEvent[] {
    const decoder = new TextDecoder()
    const events: LaneEvent[] = this.#older.map(({ event }) => event)
    if (this.#skippedBytes > 0)
      events.push([this.#entries[0]?.seconds ?? 0, 's', JSON.stringify({ skipped: this.#skippedBytes })])
    for (const entry of this.#entries) {
      if (entry.code !== 'o') events.push(toEvent(entry))
      else {
        const text = decoder.decode(entry.bytes, { stream: true })
        if (text !== '') events.push([entry.seconds, 'o', text])
      }
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
    while (this.#totalBytes - this.#skippedBytes > this.limit * 0.75 && count < this.#entries.length - 1) {
      const entry = this.#entries[count] as LogEntry
      if (entry.code === 'o') this.#skippedBytes += entry.bytes.length
      else this.#older.push({ seq: this.#first + count, event: toEvent(entry) })
      count++
    }
    this.#entries = this.#entries.slice(count)
    this.#offsets = this.#offsets.slice(count)
    this.#first += count
  }
}

export interface Numbered {
  readonly seq: number
  readonly event: LaneEvent
}

export function toEvent(entry: Exclude<LogEntry, { code: 'o' }>): LaneEvent {
  return [entry.seconds, entry.code, entry.data]
}

const NEWLINE = 10
