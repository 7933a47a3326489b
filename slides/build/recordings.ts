/** The recordings of a demo, as they lie in `public/recordings/<demo>/`. */
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { parseRecording, type Recording } from '../../server/protocol/asciicast.ts'
import { parseSignal, type Result, type Span } from '../../server/protocol/events.ts'
import type { Params } from '../../server/protocol/messages.ts'
import { recordingPath, type DemoRecordings, type RecordingSet } from '../../server/protocol/recordings.ts'
import { demoInfo, programHash, type CatalogueDemo } from './catalogue.ts'
import { DeckError } from './deck-error.ts'

/** One demo's recordings: all of the latest set. */
export interface Shelf {
  readonly demo: CatalogueDemo
  readonly set: RecordingSet | undefined
  /** By `recordingPath`. */
  readonly tapes: ReadonlyMap<string, Tape>
  /** What is stored as `demos/<id>.json`. */
  readonly index: DemoRecordings
  /** Sentences about recordings that are stale or of no use. */
  readonly warnings: readonly string[]
}

export interface Tape {
  readonly recording: Recording
  /** What the program found out; absent where it failed before. */
  readonly result: Result | undefined
  readonly spans: readonly Span[]
  readonly seconds: number
}

export function findTape(shelf: Shelf, lane: string, params: Params): Tape | undefined {
  return shelf.tapes.get(recordingPath(shelf.demo.id, lane, params))
}

/** Throws a DeckError with the file of a recording that cannot be read. */
export async function loadShelf(publicDir: string, demo: CatalogueDemo): Promise<Shelf> {
  const tapes = await readTapes(publicDir, demo.id)
  const set = latestSet(tapes.values())
  const warnings: string[] = []
  const kept = new Map<string, Tape>()
  const entries: DemoRecordings['recordings'][number][] = []
  for (const [url, tape] of tapes) {
    const { lane, params, set: own, program: recorded } = tape.recording.header.demo
    const program = demo.lanes.find(({ id }) => id === lane)
    if (!program) warnings.push(`${url}: the demo has no lane ${lane} any more`)
    else if (own !== set?.id) warnings.push(`${url}: left out, it is of set ${own} and the latest is ${set?.id ?? '–'}`)
    else {
      const present = await programHash(demo, program)
      const stale = present !== undefined && present !== recorded
      if (stale) warnings.push(`${url}: stale, ${demo.id}/${lane} has changed since it was recorded`)
      kept.set(url, tape)
      entries.push({ lane, params, url, seconds: tape.seconds, stale, ...(tape.result && { result: tape.result }) })
    }
  }
  const index = { demo: demoInfo(demo), recordings: entries, ...(set === undefined ? {} : { set }) }
  return { demo, set, tapes: kept, index, warnings }
}

async function readTapes(publicDir: string, demo: string): Promise<Map<string, Tape>> {
  const dir = path.join(publicDir, 'recordings', demo)
  const names = (await readdir(dir).catch(emptyIfMissing)).filter((name) => name.endsWith('.cast')).toSorted()
  const tapes = new Map<string, Tape>()
  for (const name of names) {
    const tape = await readTape(path.join(dir, name))
    const { id, lane, params } = tape.recording.header.demo
    const url = recordingPath(id, lane, params)
    if (url !== `recordings/${demo}/${name}`)
      throw new DeckError({ file: path.join(dir, name) }, `expected the name ${url} for what is in it`)
    tapes.set(url, tape)
  }
  return tapes
}

async function readTape(file: string): Promise<Tape> {
  const { mtimeMs } = await stat(file)
  const known = READ.get(file)
  if (known?.mtimeMs === mtimeMs) return known.tape
  const tape = makeTape(parse(file, await readFile(file, 'utf8')))
  READ.set(file, { mtimeMs, tape })
  return tape
}

function parse(file: string, text: string): Recording {
  try {
    return parseRecording(text)
  } catch (error) {
    throw new DeckError({ file }, error instanceof Error ? error.message : String(error))
  }
}

function makeTape(recording: Recording): Tape {
  let result: Result | undefined
  const spans: Span[] = []
  for (const event of recording.events) {
    const signal = parseSignal(event)
    if (signal && 'result' in signal) result = { ...result, ...signal.result }
    if (signal && 'spans' in signal) spans.push(...signal.spans)
  }
  return { recording, result, spans, seconds: recording.events.at(-1)?.[0] ?? 0 }
}

function latestSet(tapes: Iterable<Tape>): RecordingSet | undefined {
  const began = new Map<string, { first: number; last: number; set: RecordingSet }>()
  for (const { recording } of tapes) {
    const { timestamp, demo } = recording.header
    const { first = timestamp, last = timestamp } = began.get(demo.set) ?? {}
    const set = { id: demo.set, machine: demo.machine, date: new Date(Math.min(first, timestamp) * 1000).toISOString() }
    began.set(demo.set, { first: Math.min(first, timestamp), last: Math.max(last, timestamp), set })
  }
  return [...began.values()].toSorted((a, b) => b.last - a.last)[0]?.set
}

function emptyIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []
  throw error
}

/** In dev the deck is made again at each change; recordings are megabytes. */
const READ = new Map<string, { mtimeMs: number; tape: Tape }>()
