/**
 * The replay without a clock: what lies between two moments of several recordings, each laid from its own beginning.
 * A position is the moment up to which, itself included, everything has been shown; BEFORE is the empty screen.
 */
import type { LaneEvent } from '../../../server/protocol/events.ts'

export const BEFORE = Number.NEGATIVE_INFINITY

export interface Timeline {
  readonly lanes: readonly TimelineLane[]
  /** Seconds, of the longest lane. */
  readonly duration: number
}

export interface TimelineLane {
  readonly id: string
  readonly events: readonly LaneEvent[]
  /** Seconds. */
  readonly end: number
}

export type Step =
  | { readonly kind: 'restart'; readonly lane: string }
  | { readonly kind: 'output'; readonly lane: string; readonly data: string }
  | { readonly kind: 'event'; readonly lane: string; readonly event: LaneEvent }

export function makeTimeline(
  lanes: readonly { readonly id: string; readonly events: readonly LaneEvent[] }[],
): Timeline {
  const timed = lanes.map(({ id, events }) => ({ id, events, end: events.at(-1)?.[0] ?? 0 }))
  return { lanes: timed, duration: Math.max(0, ...timed.map(({ end }) => end)) }
}

/**
 * All that leads from one position to another. Backward a lane restarts and gets everything up to the new position in
 * one go: no terminal can be unwritten. Output between two other events is one step.
 */
export function stepsBetween(timeline: Timeline, from: number, to: number): Step[] {
  return timeline.lanes.flatMap((lane) => laneSteps(lane, from, to))
}

function laneSteps({ id, events }: TimelineLane, from: number, to: number): Step[] {
  const steps: Step[] = to < from ? [{ kind: 'restart', lane: id }] : []
  const begin = to < from ? 0 : countUpTo(events, from)
  let output = ''
  const flush = (): void => {
    if (output !== '') steps.push({ kind: 'output', lane: id, data: output })
    output = ''
  }
  for (const event of events.slice(begin, countUpTo(events, to))) {
    if (event[1] === 'o') output += event[2]
    else {
      flush()
      steps.push({ kind: 'event', lane: id, event })
    }
  }
  flush()
  return steps
}

/** How many events lie at or before a moment. Times never decrease. */
function countUpTo(events: readonly LaneEvent[], moment: number): number {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((events[middle] as LaneEvent)[0] <= moment) low = middle + 1
    else high = middle
  }
  return low
}
