/** What a pane of many lanes shows: a row for each lane, its numbers, how it is doing, and what went wrong with it. */
import type { Result } from '../../../server/protocol/events.ts'
import type { LaneInfo, ResultField } from '../../../server/protocol/messages.ts'
import { formatNumber } from '../format.ts'
import { LABELS, roundLabel, roundsDoneLabel } from '../labels.ts'
import { isPresentersStop, type LaneEnd } from '../source/lane-end.ts'
import type { LaneState } from '../source/source.ts'

export interface ColumnSpec {
  readonly key: string
  /** Where the manifest's label is too long. */
  readonly title?: string
}

/** By a column's values; lanes without one come last. */
export interface Sort {
  readonly key: string
  readonly isUp: boolean
}

export interface TableRequest {
  readonly fields: readonly ResultField[]
  /** The first has the bars; none for all numbers of the manifest. */
  readonly columns: readonly ColumnSpec[]
  /** Columns that fit. */
  readonly most: number
  readonly lanes: readonly TableLane[]
  /** How many rounds each lane has; undefined where there are none. */
  readonly rounds: number | undefined
  /** Undefined for the order of the lanes. */
  readonly sort: Sort | undefined
}

export interface TableLane extends Pick<LaneInfo, 'id' | 'label'> {
  readonly color: string
  /** Of the rounds so far. */
  readonly result: Result | undefined
  /** `none` where the source does not have the lane. */
  readonly state: LaneState | 'none'
  /** The others wait for it. */
  readonly isAtWork: boolean
  readonly end: LaneEnd | undefined
  /** Why there is no number, or no more of them. */
  readonly sentence: string | undefined
}

export interface TableModel {
  readonly columns: readonly TableColumn[]
  readonly rows: readonly TableRow[]
  /** What a lane said besides numbers, with its name: a limit that was met. */
  readonly notes: readonly string[]
}

export interface TableColumn {
  readonly key: string
  readonly title: string
  readonly unit: string
  readonly sorted: 'up' | 'down' | undefined
}

export interface TableRow {
  readonly id: string
  readonly label: string
  readonly color: string
  /** By column; a dash where nothing was measured. */
  readonly cells: readonly string[]
  /** Of the first column, as parts of its largest value; absent where nothing was measured. */
  readonly bar: Bar | undefined
  readonly status: Status
  readonly sentence: string | undefined
  readonly hasNote: boolean
}

export interface Bar {
  readonly value: number
  readonly low: number | undefined
  readonly high: number | undefined
}

export interface Status {
  readonly kind: 'none' | 'waiting' | 'work' | 'between' | 'done' | 'stopped' | 'failed'
  readonly text: string
}

export function tableModel({ fields, columns: asked, most, lanes, rounds, sort }: TableRequest): TableModel {
  const columns = chooseColumns(fields, asked).slice(0, Math.max(1, most))
  const top = Math.max(0, ...lanes.flatMap(({ result }) => reach(result, columns[0])))
  const rows = sorted(lanes, sort).map((lane): TableRow => {
    const { id, label, color, result, sentence } = lane
    return {
      id,
      label,
      color,
      cells: columns.map((field) => cellText(field, result)),
      bar: barOf(result, columns[0], top),
      status: statusOf(lane, rounds),
      sentence,
      hasNote: notesOf(lane, fields, columns).length > 0,
    }
  })
  return {
    columns: columns.map((field) => ({
      key: field.key,
      title: asked.find(({ key }) => key === field.key)?.title ?? field.label,
      unit: field.unit ?? '',
      sorted: sort?.key !== field.key ? undefined : sort.isUp ? 'up' : 'down',
    })),
    rows,
    notes: lanes.flatMap((lane) => notesOf(lane, fields, columns)),
  }
}

/** A press on a column's head: the largest first, then the smallest, then as the lanes are listed. */
export function nextSort(sort: Sort | undefined, key: string): Sort | undefined {
  if (sort?.key !== key) return { key, isUp: false }
  return sort.isUp ? undefined : { key, isUp: true }
}

/** Ends of intervals belong to their value and are no columns. */
function chooseColumns(fields: readonly ResultField[], asked: readonly ColumnSpec[]): ResultField[] {
  if (asked.length > 0) return asked.flatMap(({ key }) => fields.find((field) => field.key === key) ?? [])
  return fields.filter(({ key, digits }) => digits !== undefined && !/_(?:low|high)$/u.test(key))
}

function sorted(lanes: readonly TableLane[], sort: Sort | undefined): readonly TableLane[] {
  if (!sort) return lanes
  const missing = sort.isUp ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  const key = ({ result }: TableLane): number => number(result?.[sort.key]) ?? missing
  return lanes.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)]
    return left === right ? 0 : left < right === sort.isUp ? -1 : 1
  })
}

function cellText({ key, digits }: ResultField, result: Result | undefined): string {
  const value = result?.[key]
  if (value === undefined || value === null) return LABELS.noResult
  if (typeof value === 'boolean') return value ? LABELS.yes : LABELS.no
  return typeof value === 'number' ? formatNumber(value, digits) : value
}

function reach(result: Result | undefined, field: ResultField | undefined): number[] {
  const key = field?.key ?? ''
  return [result?.[key], result?.[`${key}_high`]].flatMap((value) => number(value) ?? [])
}

function barOf(result: Result | undefined, field: ResultField | undefined, top: number): Bar | undefined {
  const share = (key: string): number | undefined => {
    const value = number(result?.[key])
    return value === undefined || top <= 0 ? undefined : Math.max(0, Math.min(1, value / top))
  }
  const value = field && share(field.key)
  if (!field || value === undefined) return undefined
  return { value, low: share(`${field.key}_low`), high: share(`${field.key}_high`) }
}

function statusOf({ state, isAtWork, end, result }: TableLane, rounds: number | undefined): Status {
  const done = number(result?.['rounds']) ?? 0
  if (end && end.status !== 0)
    return isPresentersStop(end)
      ? { kind: 'stopped', text: LABELS.stopped }
      : { kind: 'failed', text: end.signal ?? `${LABELS.exitCode} ${end.status}` }
  if (end) return { kind: 'done', text: rounds === undefined ? LABELS.done : roundsDoneLabel(done, rounds) }
  if (state === 'waiting') return { kind: 'waiting', text: LABELS.waits }
  if (state !== 'running') return { kind: 'none', text: '' }
  if (isAtWork)
    return { kind: 'work', text: rounds === undefined ? LABELS.atWork : roundLabel(Math.min(rounds, done + 1), rounds) }
  return done === 0 || rounds === undefined
    ? { kind: 'waiting', text: LABELS.waits }
    : { kind: 'between', text: roundsDoneLabel(done, rounds) }
}

/** Words among the results that have no column: they are there only when there is something to say. */
function notesOf(
  { label, result }: TableLane,
  fields: readonly ResultField[],
  columns: readonly ResultField[],
): string[] {
  return fields.flatMap((field) => {
    const value = result?.[field.key]
    const isSaid = field.optional === true && typeof value === 'string' && value !== '' && !columns.includes(field)
    return isSaid ? [`${label}: ${field.label} ${value}`] : []
  })
}

function number(value: Result[string] | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
