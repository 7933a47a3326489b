/** How the charts say their numbers. */
import type { ParamInfo, Params, ResultField } from '../../../server/protocol/messages.ts'
import { formatBrief, formatNumber } from '../../client/format.ts'
import type { ChartData, DataPoint, Reading } from './data.ts'
import type { BarSpec, Panel } from './spec.ts'

/** «user на сообщение, мкс», or what the slide calls it. */
export function panelTitle(panel: Panel, data: ChartData): string {
  if (panel.title !== undefined) return panel.title
  const fields = panel.keys.map((key) => fieldOf(key, data))
  const unit = fields[0]?.unit
  const labels = fields.map(({ label }) => label)
  const text = panel.shape === 'range' ? labels.join('…') : labels.join(' + ')
  return unit === undefined ? text : `${text}, ${unit}`
}

export function partName(panel: Panel, part: number, data: ChartData): string {
  return panel.parts?.[part] ?? fieldOf(panel.keys[part] ?? '', data).label
}

/** What stands beside a bar. */
export function valueText(panel: Panel, reading: Reading, data: ChartData): string {
  const digits = panel.keys.map((key) => fieldOf(key, data).digits ?? 0)
  if (panel.shape !== 'range') return formatNumber(reading.value, Math.max(...digits))
  const [first = 0] = reading.parts
  return `${formatNumber(first, digits[0])}…${formatNumber(reading.value, digits.at(-1))}`
}

/** Whose value, of what, how much, within which interval, from where. */
export function factText(label: string, panel: Panel, point: DataPoint, reading: Reading, data: ChartData): string {
  const unit = fieldOf(panel.keys[0] ?? '', data).unit
  const text = (value: number, key: string): string => formatNumber(value, fieldOf(key, data).digits ?? 0)
  const value = valueText(panel, reading, data)
  const [key = ''] = panel.keys
  const interval =
    reading.low === undefined || reading.high === undefined
      ? ''
      : ` (95 %: ${text(reading.low, key)}…${text(reading.high, key)})`
  const parts =
    panel.shape === 'stack'
      ? ` (${panel.keys
          .map((key, part) => [partName(panel, part, data), text(reading.parts[part] ?? 0, key)] as const)
          .filter((_, part) => (reading.parts[part] ?? 0) > 0)
          .map((pair) => pair.join(' '))
          .join(', ')})`
      : ''
  const where = paramsText(point.params, data.params)
  const origin = point.isLive ? '; измерено сейчас' : ''
  return `${label}${where === '' ? '' : `, ${where}`}: ${value}${unit === undefined ? '' : ` ${unit}`}${interval}${parts}${origin}`
}

/** For the table: with its interval. */
export function cellText(panel: Panel, reading: Reading, data: ChartData): string {
  const text = valueText(panel, reading, data)
  if (reading.low === undefined || reading.high === undefined) return text
  const digits = fieldOf(panel.keys[0] ?? '', data).digits ?? 0
  return `${text} (${formatNumber(reading.low, digits)}…${formatNumber(reading.high, digits)})`
}

export function barText({ params, name }: BarSpec, data: ChartData): string {
  return name ?? paramsText(params, data.params)
}

/** «соединений 100, нагрузка: сколько выйдет». */
export function paramsText(params: Params, infos: readonly ParamInfo[]): string {
  return infos
    .filter(({ name }) => params[name] !== undefined)
    .map((info) => paramText(info, params[info.name] ?? ''))
    .join(', ')
}

/** «соединений 100»; a value with a name has it after a colon. */
export function paramText({ label, names }: ParamInfo, value: string | number): string {
  const name = names?.[String(value)]
  return name === undefined ? `${label} ${formatNumber(Number(value))}` : `${label}: ${name}`
}

/** On an axis: «20k», as the trade calls it. */
export function tickText(value: number): string {
  if (value >= 1e6 && value % 1e5 === 0) return `${formatBrief(value / 1e6)}M`
  if (value >= 10_000 && value % 1000 === 0) return `${formatNumber(value / 1000)}k`
  return formatBrief(value)
}

function fieldOf(key: string, { fields }: ChartData): ResultField {
  return fields.find((field) => field.key === key) ?? { key, label: key }
}
