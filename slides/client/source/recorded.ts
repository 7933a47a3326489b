/** Which recordings fit the parameters that a reader wants. */
import type { Params } from '../../../server/protocol/messages.ts'
import type { RecordingEntry } from '../../../server/protocol/recordings.ts'

/** The recordings of these lanes with exactly these parameters, in the order of the lanes. */
export function recordedLanes(
  entries: readonly RecordingEntry[],
  lanes: readonly string[],
  params: Params,
): RecordingEntry[] {
  return lanes.flatMap((lane) => entries.find((entry) => entry.lane === lane && isSame(entry.params, params)) ?? [])
}

/** The values of a parameter that any of these lanes was recorded with. */
export function recordedValues(
  entries: readonly RecordingEntry[],
  lanes: readonly string[],
  name: string,
): Set<number> {
  return new Set(entries.filter(({ lane }) => lanes.includes(lane)).map(({ params }) => Number(params[name])))
}

/**
 * The recorded parameters nearest to the wanted ones; `fixed` is the one that the reader has just chosen and that must
 * stay. Numbers are near by their ratio: 1 000 is as far from 100 as from 10 000.
 */
export function nearestRecorded(
  entries: readonly RecordingEntry[],
  lanes: readonly string[],
  wanted: Params,
  fixed?: string,
): Params | undefined {
  const candidates = entries.filter(
    ({ lane, params }) => lanes.includes(lane) && (fixed === undefined || params[fixed] === wanted[fixed]),
  )
  const ranked = candidates.toSorted((a, b) => distance(a.params, wanted) - distance(b.params, wanted))
  return ranked[0]?.params
}

function isSame(a: Params, b: Params): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}

function distance(a: Params, b: Params): number {
  return Object.keys(a).reduce((sum, name) => sum + Math.abs(scaled(a[name]) - scaled(b[name])), 0)
}

function scaled(value: number | string | undefined): number {
  const number = Number(value)
  return Number.isFinite(number) ? Math.sign(number) * Math.log1p(Math.abs(number)) : 0
}
