/** Writes runs down: every lane an asciicast file, written aside and renamed, so that half a file is never seen. */
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { hashSources } from './catalog.ts'
import { recordingLines, type Recording } from './protocol/asciicast.ts'
import type { Machine } from './protocol/messages.ts'
import type { Run, RunLane } from './run.ts'

export interface Sitting {
  /** Names the set that the recordings belong to. */
  readonly set: string
  readonly machine: Machine
  readonly commit?: string
}

/** A finished lane as a recording. */
export async function toRecording(run: Run, lane: RunLane, sitting: Sitting): Promise<Recording> {
  const { demo, params } = run.request
  const began = (lane.began ?? run.began) - run.began
  return {
    header: {
      version: 3,
      term: { ...demo.manifest.terminal, type: 'xterm-256color' },
      timestamp: Math.floor((run.startedAt.getTime() + began) / 1000),
      title: `${demo.id}: ${lane.lane.label}`,
      demo: {
        id: demo.id,
        lane: lane.lane.id,
        label: lane.lane.label,
        params,
        set: sitting.set,
        offset: Math.round(began) / 1000,
        program: await hashSources(lane.sources ?? [lane.lane.file]),
        ...(sitting.commit !== undefined && { commit: sitting.commit }),
        machine: sitting.machine,
      },
    },
    events: lane.log.events(),
  }
}

export async function writeRecording(file: string, recording: Recording): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  const aside = `${file}.${process.pid}.part`
  try {
    await writeFile(aside, inPieces(recordingLines(recording)))
    await rename(aside, file)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
}

/** A long recording in memory twice more would be the most that the server ever needs. */
function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += line
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  yield piece
}

const PIECE = 64 * 1024

/**
 * Keeps the lanes of a run that ended by themselves or were stopped in `dir/<run>/`, and only the newest runs there: it among
 * them, even where the clock has been set back.
 */
export async function keepRun(dir: string, run: Run, sitting: Sitting, most = 50): Promise<void> {
  for (const lane of run.lanes)
    if (lane.outcome) await writeRecording(keptFile(dir, run.id, lane.lane.id), await toRecording(run, lane, sitting))
  const others = (await readdir(dir)).filter((name) => name !== run.id)
  const kept = await Promise.all(others.map(async (name) => ({ name, time: await changed(path.join(dir, name)) })))
  for (const { name } of kept.toSorted((a, b) => b.time - a.time).slice(most - 1))
    await rm(path.join(dir, name), { recursive: true, force: true })
}

/** 0 for what another run has just removed. */
async function changed(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.mtimeMs ?? 0
}

export function keptFile(dir: string, run: string, lane: string): string {
  return path.join(dir, run, `${lane}.cast`)
}
