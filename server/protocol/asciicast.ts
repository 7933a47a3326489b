/** The recording: a valid asciicast v3 file (https://docs.asciinema.org/manual/asciicast/v3/) with our facts in it. */
import { toMilliseconds, type EventCode, type LaneEvent } from './events.ts'
import type { Machine, Params } from './messages.ts'

export interface RecordingHeader {
  readonly version: 3
  readonly term: { readonly cols: number; readonly rows: number; readonly type: string }
  /** Unix seconds, when the lane began. */
  readonly timestamp: number
  readonly title: string
  /** What every recording of this project adds; players skip what they do not know. */
  readonly demo: RecordingFacts
}

export interface RecordingFacts {
  readonly id: string
  readonly lane: string
  readonly label: string
  readonly params: Params
  /** All recordings of one sitting on one machine share it. */
  readonly set: string
  /** Seconds from the run's begin to the lane's. */
  readonly offset: number
  /** SHA-256 of the program and the helpers it is made of. */
  readonly program: string
  readonly commit?: string
  readonly machine: Machine
}

export interface Recording {
  readonly header: RecordingHeader
  readonly events: readonly LaneEvent[]
}

/** The text of a recording. Times become intervals of whole milliseconds that never drift from the events' own. */
export function formatRecording(recording: Recording): string {
  return [...recordingLines(recording)].join('')
}

/** The same, line by line. */
export function* recordingLines({ header, events }: Recording): Generator<string> {
  yield `${JSON.stringify(header)}\n`
  let before = 0
  for (const [seconds, code, data] of events) {
    const now = Math.max(before, Math.round(seconds * 1000))
    yield `${JSON.stringify([(now - before) / 1000, code, data])}\n`
    before = now
  }
}

/**
 * Reads what formatRecording wrote. Unknown event codes are skipped, as the format asks. Throws a RecordingError, a
 * sentence with the line, on anything else; a recording without its exit is truncated and is refused too.
 */
export function parseRecording(text: string): Recording {
  const lines = text.split('\n')
  const header = parseHeader(lines[0] ?? '')
  const events: LaneEvent[] = []
  let milliseconds = 0
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === '' || line.startsWith('#')) continue
    const [interval, code, data] = parseEvent(line, index + 1)
    milliseconds += Math.round(interval * 1000)
    if (isCode(code)) events.push([toMilliseconds(milliseconds / 1000), code, data])
  }
  if (events.at(-1)?.[1] !== 'x')
    throw new RecordingError(
      lines.length,
      'expected the exit event at the end; the recording is truncated, record it again',
    )
  return { header, events }
}

export class RecordingError extends Error {
  override readonly name = 'RecordingError'
  constructor(
    readonly line: number,
    why: string,
  ) {
    super(`Line ${line} of the recording: ${why}.`)
  }
}

function parseHeader(line: string): RecordingHeader {
  const header = parseJson(line, 1) as Partial<RecordingHeader> | null
  const term = header?.term
  if (header?.version !== 3) throw new RecordingError(1, 'expected an asciicast header of version 3')
  if (!isSize(term?.cols) || !isSize(term?.rows))
    throw new RecordingError(1, 'expected term.cols and term.rows from 1 to 1000')
  if (typeof header.demo?.id !== 'string' || typeof header.demo.lane !== 'string')
    throw new RecordingError(1, 'expected the demo and its lane; this was not recorded by this project')
  return header as RecordingHeader
}

function parseEvent(line: string, number: number): [number, string, string] {
  const event = parseJson(line, number)
  if (!Array.isArray(event) || event.length !== 3) throw new RecordingError(number, 'expected [interval, code, data]')
  const [interval, code, data] = event as unknown[]
  if (typeof interval !== 'number' || !(interval >= 0))
    throw new RecordingError(number, 'expected an interval of 0 or more')
  if (typeof code !== 'string' || typeof data !== 'string')
    throw new RecordingError(number, 'expected code and data to be strings')
  if (code === 's') parseJson(data, number)
  return [interval, code, data]
}

function parseJson(text: string, line: number): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RecordingError(line, 'expected JSON; the recording is truncated or not a recording')
  }
}

function isCode(code: string): code is EventCode {
  return code.length === 1 && 'oirmxs'.includes(code)
}

function isSize(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 1000
}
