/** Fetches what was recorded of a demo. */
import { parseRecording, type Recording } from '../../../server/protocol/asciicast.ts'
import type { DemoRecordings, RecordingEntry } from '../../../server/protocol/recordings.ts'

/** Throws where the deck was built without this demo. */
export function loadDemo(id: string): Promise<DemoRecordings> {
  const known = demos.get(id)
  if (known) return known
  const loading = fetchText(`demos/${id}.json`).then((text) => JSON.parse(text) as DemoRecordings)
  demos.set(id, loading)
  // A fault of the network must not stay for as long as the page does.
  loading.catch(() => demos.delete(id))
  return loading
}

/** By lane. Throws a sentence on a file that is missing or broken. */
export async function loadRecordings(entries: readonly RecordingEntry[]): Promise<Map<string, Recording>> {
  const loaded = await Promise.all(entries.map(async ({ lane, url }) => [lane, await loadRecording(url)] as const))
  return new Map(loaded)
}

const demos = new Map<string, Promise<DemoRecordings>>()
/** The ones used last: when the server is lost there is nobody left to ask. */
const recordings = new Map<string, Promise<Recording>>()
const KEPT = 24

function loadRecording(url: string): Promise<Recording> {
  const loading = recordings.get(url) ?? fetchText(url).then(parseRecording)
  recordings.delete(url)
  recordings.set(url, loading)
  loading.catch(() => recordings.delete(url))
  const [oldest] = recordings.keys()
  if (recordings.size > KEPT && oldest !== undefined) recordings.delete(oldest)
  return loading
}

/** Relative to the page. Throws a sentence where it is not there. */
export async function fetchText(path: string): Promise<string> {
  const url = new URL(path, document.baseURI)
  const response = await fetch(url)
  if (!response.ok) throw new Error(`Expected ${url.pathname}, got status ${response.status}.`)
  return response.text()
}
