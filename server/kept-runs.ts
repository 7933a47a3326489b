/** The runs that the server kept: a list of them, and one made the recording of its demo. */
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Catalogue } from './catalog.ts'
import { parseRecording, type Recording } from './protocol/asciicast.ts'
import type { Machine } from './protocol/messages.ts'
import { recordingPath } from './protocol/recordings.ts'
import { writeRecording } from './recorder.ts'

export interface KeptRun {
  readonly id: string
  readonly recordings: readonly Recording[]
}

/** Newest first; a run whose files cannot be read is left out. */
export async function listKeptRuns(runsDir: string): Promise<KeptRun[]> {
  const ids = await readdir(runsDir).catch(() => [])
  const runs = await Promise.all(ids.map(async (id) => ({ run: await readKeptRun(runsDir, id), id })))
  const found = runs.flatMap(({ run }) => (run && run.recordings.length > 0 ? [run] : []))
  return found.toSorted((a, b) => began(b) - began(a))
}

/**
 * Writes the run's lanes over the recordings of the same parameters; gives their files, relative to `publicDir`. They
 * join the set that is there, so they must come from its machine. Throws a PromoteError and changes nothing otherwise.
 */
export async function promoteRun(
  runsDir: string,
  id: string,
  publicDir: string,
  catalogue: Catalogue,
): Promise<string[]> {
  const run = await readKeptRun(runsDir, id)
  const facts = run?.recordings[0]?.header.demo
  if (!run || !facts) throw new PromoteError(`There is no kept run «${id}». npm run record -- --list shows them.`)
  const demo = catalogue.get(facts.id)
  if (!demo) throw new PromoteError(`The run is of the demo «${facts.id}», which is no more.`)
  const bad = run.recordings.find(({ events }) => events.at(-1)?.[2] !== '0')
  if (bad) throw new PromoteError(`The lane ${bad.header.demo.lane} of this run did not end well: it is no recording.`)
  const missing = demo.lanes.find((lane) => !run.recordings.some(({ header }) => header.demo.lane === lane.id))
  const present = await readSet(path.join(publicDir, 'recordings', facts.id))
  if (missing && present.some(({ header }) => isDeepStrictEqual(header.demo.params, facts.params)))
    throw new PromoteError(`The run lacks the lane ${missing.id}: a chart would mix two runs. Run all lanes.`)
  const set = setOf(present, facts.id, facts.machine) ?? new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  const files: string[] = []
  for (const recording of run.recordings) {
    const { header } = recording
    const file = recordingPath(facts.id, header.demo.lane, facts.params)
    await writeRecording(path.join(publicDir, file), {
      ...recording,
      header: { ...header, demo: { ...header.demo, set } },
    })
    files.push(file)
  }
  return files
}

export class PromoteError extends Error {
  override readonly name = 'PromoteError'
}

async function readKeptRun(runsDir: string, id: string): Promise<KeptRun | undefined> {
  // An id is a folder's name, never a path.
  if (!/^[\w-]+$/.test(id) || !(await stat(path.join(runsDir, id)).catch(() => undefined))?.isDirectory())
    return undefined
  return { id, recordings: await readSet(path.join(runsDir, id)) }
}

/** The set that is in a folder; undefined where there is none. Throws a PromoteError where it is of another machine. */
export async function setToJoin(dir: string, demo: string, machine: Machine): Promise<string | undefined> {
  return setOf(await readSet(dir), demo, machine)
}

function setOf(present: readonly Recording[], demo: string, machine: Machine): string | undefined {
  if (present.some(({ header }) => !isDeepStrictEqual(header.demo.machine, machine)))
    throw new PromoteError(
      `The recordings of ${demo} come from another machine, or it has changed since: npm run record -- ${demo}`,
    )
  return present[0]?.header.demo.set
}

async function readSet(dir: string): Promise<Recording[]> {
  const names = (await readdir(dir).catch(() => [])).filter((name) => name.endsWith('.cast'))
  const recordings: Recording[] = []
  for (const name of names.toSorted()) {
    try {
      recordings.push(parseRecording(await readFile(path.join(dir, name), 'utf8')))
    } catch (error) {
      process.stderr.write(`${path.join(dir, name)}: ${error instanceof Error ? error.message : String(error)}\n`)
    }
  }
  return recordings
}

function began({ recordings }: KeptRun): number {
  return Math.max(...recordings.map(({ header }) => header.timestamp))
}
