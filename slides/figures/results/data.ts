/** The numbers of a chart: what was recorded, and over it what has been measured here and now. */
import type { Result } from '../../../server/protocol/events.ts'
import type { LaneInfo, Machine, ParamInfo, Params, ResultField } from '../../../server/protocol/messages.ts'
import { SMALLEST } from './scale.ts'
import type { ChartSpec, Panel } from './spec.ts'

export interface ChartData {
  readonly lanes: readonly Pick<LaneInfo, 'id' | 'label'>[]
  readonly params: readonly ParamInfo[]
  readonly fields: readonly ResultField[]
  readonly points: readonly DataPoint[]
  /** Of the recordings. */
  readonly recorded?: Origin
  /** Of what is live. */
  readonly live?: Machine
  /** What the author measured, for `years`. */
  readonly before?: Before
}

/** One lane with one set of parameters. */
export interface DataPoint {
  readonly lane: string
  readonly params: Params
  readonly result: Result
  readonly isLive: boolean
}

export interface Origin {
  /** ISO 8601, or a month. */
  readonly date: string
  readonly machine: Machine
}

/** The author's table of 2016, in the keys of today. */
export interface Before {
  readonly date: string
  readonly machine: string
  readonly points: readonly DataPoint[]
}

/** What a panel shows of a point: the keys' own values, their sum or largest, and the interval of a single value. */
export interface Reading {
  readonly parts: readonly number[]
  readonly value: number
  readonly low?: number
  readonly high?: number
}

/** The point of a lane with these parameters; what is live goes before what was recorded. */
export function pointAt(points: readonly DataPoint[], lane: string, params: Params): DataPoint | undefined {
  const found = points.filter((point) => point.lane === lane && isSame(point.params, params))
  return found.find(({ isLive }) => isLive) ?? found[0]
}

/** Of a lane, those that differ from the chart's parameters in `x` alone, by rising x, each x once. */
export function pointsOver(points: readonly DataPoint[], lane: string, params: Params, x: string): DataPoint[] {
  const values = points.filter((point) => point.lane === lane).map((point) => Number(point.params[x]))
  return [...new Set(values)]
    .toSorted((a, b) => a - b)
    .flatMap((value) => pointAt(points, lane, { ...params, [x]: value }) ?? [])
}

/** Undefined where the result has not what the panel wants: a gap, never a 0. */
export function read({ result }: DataPoint, { keys, shape, isSparse, isLog }: Panel): Reading | undefined {
  const parts = keys.map((key) => number(result[key]))
  const present = parts.filter((part) => part !== undefined)
  if (present.length < (isSparse ? 1 : keys.length)) return undefined
  // A logarithm has no place for them.
  if (isLog && present.some((part) => part <= SMALLEST)) return undefined
  if (shape === 'stack')
    return { parts: parts.map((part) => part ?? 0), value: present.reduce((sum, part) => sum + part, 0) }
  const value = present.at(-1) ?? 0
  if (shape === 'range') return { parts: present, value }
  const low = number(result[`${keys[0]}_low`])
  const high = number(result[`${keys[0]}_high`])
  return { parts: present, value, ...(low !== undefined && high !== undefined && { low, high }) }
}

/** The lanes of the chart with their labels, in its order. */
export function chartLanes(spec: ChartSpec, data: ChartData): Pick<LaneInfo, 'id' | 'label'>[] {
  return spec.lanes.map((id) => ({
    id,
    label: spec.hasShortNames ? id : (data.lanes.find((lane) => lane.id === id)?.label ?? id),
  }))
}

function isSame(a: Params, b: Params): boolean {
  const names = Object.keys(b)
  return names.length === Object.keys(a).length && names.every((name) => a[name] === b[name])
}

function number(value: Result[string] | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
