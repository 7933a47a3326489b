/** The events of a recording of the repository, with the times that the deck gives them. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { ROOT } from '../../server/build-deck.ts'
import { parseRecording } from '../../server/protocol/asciicast.ts'
import type { LaneEvent } from '../../server/protocol/events.ts'

/** `name` is `<demo>/<lane>@<params>`. */
export async function recordedEvents(name: string): Promise<readonly LaneEvent[]> {
  return parseRecording(await readFile(path.join(ROOT, 'public/recordings', `${name}.cast`), 'utf8')).events
}
