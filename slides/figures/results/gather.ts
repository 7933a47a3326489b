/** Puts a chart's data together: recordings, live results over them, the author's table. */
import type { Machine } from '../../../server/protocol/messages.ts'
import type { DemoRecordings } from '../../../server/protocol/recordings.ts'
import { authorPoints, type AuthorTable } from './author-table.ts'
import type { ChartData, DataPoint } from './data.ts'
import type { ChartSpec } from './spec.ts'

export interface Live {
  readonly machine: Machine
  /** Of the chart's demo. */
  readonly points: readonly DataPoint[]
}

/** `author` is needed by charts of 2016. */
export function gather(
  spec: ChartSpec,
  { demo, recordings, set }: DemoRecordings,
  live?: Live,
  author?: AuthorTable,
): ChartData {
  const before = author && authorPoints(author, spec.params)
  const base = { lanes: demo.lanes, params: demo.params, fields: demo.result }
  if (spec.from === '2016') return { ...base, points: before?.points ?? [], ...(before && { before }) }
  const recorded = recordings.flatMap(({ lane, params, result }): DataPoint[] =>
    result ? [{ lane, params, result, isLive: false }] : [],
  )
  const hasLive = live !== undefined && live.points.length > 0
  return {
    ...base,
    points: hasLive ? [...recorded, ...live.points] : recorded,
    ...(set && { recorded: { date: set.date, machine: set.machine } }),
    ...(hasLive && { live: live.machine }),
    ...(before && { before }),
  }
}
