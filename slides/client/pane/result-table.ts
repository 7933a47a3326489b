/** What the programs found out, lane beside lane. */
import type { LaneInfo, ResultField } from '../../../server/protocol/messages.ts'
import { formatNumber } from '../format.ts'
import { LABELS } from '../labels.ts'
import { element } from './element.ts'
import type { LaneFacts } from './lane-facts.ts'

export interface ResultTableOptions {
  readonly fields: readonly ResultField[]
  readonly lanes: readonly LaneInfo[]
  readonly facts: ReadonlyMap<string, LaneFacts>
  readonly colorOf: (lane: string) => string
}

/** Lanes are columns while they fit beside each other; many lanes are rows. */
export function resultTable({ fields: all, lanes, facts, colorOf }: ResultTableOptions): HTMLTableElement {
  const results = lanes.map(({ id }) => facts.get(id)?.result).filter((result) => result !== undefined)
  // A limit that nobody met takes no line.
  const fields = all.filter(
    ({ key, optional }) => optional !== true || results.length === 0 || results.some((result) => result[key] != null),
  )
  const laneHead = (lane: LaneInfo, scope: 'row' | 'col'): HTMLTableCellElement => {
    const made = element('th', 'pane-table-lane', { scope }, element('span', '', {}, lane.label))
    made.style.setProperty('--lane', colorOf(lane.id))
    return made
  }
  const fieldHead = (field: ResultField, scope: 'row' | 'col'): HTMLTableCellElement =>
    element('th', '', { scope }, field.unit === undefined ? field.label : `${field.label}, ${field.unit}`)
  const value = (field: ResultField, lane: LaneInfo): HTMLTableCellElement =>
    element('td', '', {}, valueText(field, facts.get(lane.id)?.result?.[field.key]))
  const corner = element('td', '')
  const isWide = lanes.length <= COLUMNS
  const head = isWide ? lanes.map((lane) => laneHead(lane, 'col')) : fields.map((field) => fieldHead(field, 'col'))
  const rows = isWide
    ? fields.map((field) => [fieldHead(field, 'row'), ...lanes.map((lane) => value(field, lane))])
    : lanes.map((lane) => [laneHead(lane, 'row'), ...fields.map((field) => value(field, lane))])
  const row = (cells: readonly HTMLTableCellElement[]): HTMLTableRowElement => element('tr', '', {}, ...cells)
  return element(
    'table',
    lanes.length > 2 ? 'pane-table pane-table-many' : 'pane-table',
    { 'aria-label': LABELS.table },
    element('thead', '', {}, row([corner, ...head])),
    element('tbody', '', {}, ...rows.map(row)),
  )
}

function valueText({ digits }: ResultField, value: number | string | boolean | null | undefined): string {
  if (value === undefined || value === null) return LABELS.noResult
  if (typeof value === 'boolean') return value ? LABELS.yes : LABELS.no
  return typeof value === 'number' ? formatNumber(value, digits) : value
}

/** Lanes that fit as columns. */
const COLUMNS = 4
