/** What the chart can draw: metrics of usage that the sampler counts, and the samples of the programs, by name. */
import { LABELS } from '../labels.ts'
import type { LaneFacts, TimedUsage } from './lane-facts.ts'

export interface Metric {
  readonly id: string
  readonly label: string
  readonly unit: string
  /** Values are bytes and are written in KB, MB, GB. */
  readonly isBytes?: boolean
  /** A value is the mean since the point before it. */
  readonly isRate?: boolean
  readonly points: (facts: LaneFacts) => Point[]
}

/** Seconds since the lane began, and the value there. */
export type Point = readonly [seconds: number, value: number]

/** Every metric of which some lane has data, the usual ones first; all usual ones as long as none has any. */
export function availableMetrics(lanes: readonly LaneFacts[]): Metric[] {
  const names = new Map(
    lanes.flatMap(({ samples }) => [...samples].map(([name, [first]]) => [name, first?.unit ?? ''])),
  )
  const all = [...[...names].map(([name, unit]) => sampleMetric(name, unit)), ...USUAL]
  const drawable = all.filter(({ points }) => lanes.some((facts) => points(facts).length > 0))
  return drawable.length > 0 ? drawable : [...USUAL]
}

const USUAL: readonly Metric[] = [
  {
    id: 'cpu',
    label: LABELS.cpu,
    unit: LABELS.cores,
    isRate: true,
    points: ({ usage }) => rates(usage, ({ user, system }) => sum(user, system)),
  },
  { id: 'rss', label: LABELS.memory, unit: '', isBytes: true, points: ({ usage }) => levels(usage, ({ rss }) => rss) },
  { id: 'threads', label: LABELS.threads, unit: '', points: ({ usage }) => levels(usage, ({ threads }) => threads) },
  {
    id: 'switches',
    label: LABELS.switches,
    unit: LABELS.perSecond,
    isRate: true,
    points: ({ usage }) => rates(usage, ({ voluntary, involuntary }) => sum(voluntary, involuntary)),
  },
]

function sampleMetric(name: string, unit: string): Metric {
  const points = ({ samples }: LaneFacts): Point[] =>
    (samples.get(name) ?? []).map(({ seconds, value }) => [seconds, value])
  return { id: `sample:${name}`, label: name, unit, points }
}

function levels(usage: readonly TimedUsage[], read: (usage: TimedUsage) => number | undefined): Point[] {
  return usage.flatMap((one) => {
    const value = one.by === 'sampler' ? read(one) : undefined
    return value === undefined ? [] : [[one.seconds, value] as const]
  })
}

/** The growth of a counter per second, from its 0 at the lane's begin on. */
function rates(usage: readonly TimedUsage[], read: (usage: TimedUsage) => number | undefined): Point[] {
  const points: Point[] = []
  let before: Point = [0, 0]
  for (const point of levels(usage, read)) {
    const seconds = point[0] - before[0]
    // The sampler also looks at marks; two looks that follow too closely divide noise by nothing.
    if (seconds < SHORTEST) continue
    const rate = Math.max(0, (point[1] - before[1]) / seconds)
    if (points.length === 0) points.push([0, rate])
    points.push([point[0], rate])
    before = point
  }
  return points
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0)
}

/** Seconds. */
const SHORTEST = 0.2
