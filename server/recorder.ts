/** Writes runs down: every lane an asciicast file, written aside and renamed, so that half a file is never seen. */
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { hashSources } from './catalog.ts'
import { formatRecording, type Recording } from './protocol/asciicast.ts'
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
    await writeFile(aside, formatRecording(recording))
    await rename(aside, file)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
}

/** Keeps the lanes of a run that ended by themselves or were stopped in `dir/<run>/`, and only the newest runs there. */
export async function keepRun(dir: string, run: Run, sitting: Sitting, most = 50): Promise<void> {
  for (const lane of run.lanes)
    if (lane.outcome) await writeRecording(keptFile(dir, run.id, lane.lane.id), await toRecording(run, lane, sitting))
  const kept = await Promise.all(
    (await readdir(dir)).map(async (name) => ({ name, time: (await stat(path.join(dir, name))).mtimeMs })),
  )
  for (const { name } of kept.toSorted((a, b) => b.time - a.time).slice(most))
    await rm(path.join(dir, name), { recursive: true, force: true })
}

export function keptFile(dir: string, run: string, lane: string): string {
  return path.join(dir, run, `${lane}.cast`)
}
