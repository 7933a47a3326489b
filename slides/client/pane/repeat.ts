/** A finished run once more: the server has kept it as recordings. */
import { parseRecording } from '../../../server/protocol/asciicast.ts'
import type { RunInfo } from '../../../server/protocol/messages.ts'
import type { Connection } from '../connection/connection.ts'
import { ReplaySource } from '../source/replay.ts'
import type { Player } from '../source/source.ts'

/** Throws where the server has the run no more. */
export async function loadRepeat(connection: Connection, run: RunInfo): Promise<ReplaySource> {
  const machine = connection.welcome?.machine
  if (!machine) throw new Error('Expected a welcome before a run, got none.')
  const lanes = await Promise.all(
    // A lane that never began was not kept.
    run.lanes
      .filter(({ offset }) => offset !== undefined)
      .map(async ({ id }) => [id, parseRecording(await connection.fetchRun(run.id, id))] as const),
  )
  const origin = { kind: 'repeat', date: run.startedAt, machine } as const
  return new ReplaySource({ recordings: new Map(lanes), origin, params: run.params })
}

/** What the seek bar shows before the repeat is loaded: the end, from which every touch opens it. */
export function closedPlayer(duration: number, open: (position: number, isPlaying: boolean) => void): Player {
  return {
    playing: false,
    position: duration,
    duration,
    speed: 1,
    marks: [],
    play: () => open(0, true),
    pause: () => undefined,
    seek: (seconds) => open(seconds, false),
    setSpeed: () => undefined,
  }
}
