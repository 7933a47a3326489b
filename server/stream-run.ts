/** A run as lines of JSON while it happens: `{"lane":…,"event":[t,code,data]}`. */
import { toEvent, type LaneLog, type LogEntry } from './lane-log.ts'
import type { LaneEvent } from './protocol/events.ts'
import type { Run } from './run.ts'

export function streamRun(run: Run, output: NodeJS.WritableStream): void {
  for (const { lane, log } of run.lanes)
    followLog(log, (event) => output.write(`${JSON.stringify({ lane: lane.id, event })}\n`))
}

/** Calls `onEvent` with each event as it comes; a character cut by a chunk's end goes to the next event. */
export function followLog(log: LaneLog, onEvent: (event: LaneEvent) => void): void {
  const decoder = new TextDecoder()
  let next = log.next
  log.subscribe(() => {
    for (; next < log.next; next++) {
      const entry = log.at(next) as LogEntry
      if (entry.code !== 'o') onEvent(toEvent(entry))
      else {
        const text = decoder.decode(entry.bytes, { stream: true })
        if (text !== '') onEvent([entry.seconds, 'o', text])
      }
    }
  })
}
