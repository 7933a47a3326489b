/** A row for each lane: bars from 0, stacks and ranges, in one or several columns, each with its number beside it. */
import { chartLanes, pointAt, read, type ChartData, type DataPoint, type Reading } from './data.ts'
import { linearScale, logScale, type Scale } from './scale.ts'
import { FONT, LINE, type Bar, type Dot, type Mark, type Scene } from './scene.ts'
import type { ChartSpec, Panel } from './spec.ts'
import { shortened, textWidth } from './text.ts'
import { barText, cellText, factText, panelTitle, paramsText, partName, tickText, valueText } from './words.ts'

/** Throws a RangeError where there are more rows than can be read. */
export function rowsScene(spec: ChartSpec, data: ChartData): Scene {
  const { width, height, panels } = spec
  const rows = sorted(measuredRows(spec, data), spec.sort)
  const titleLines = panels.some((panel) => panel.parts !== undefined) ? 2 : 1
  const hasKey = spec.bars.length > 1
  const top = titleLines * LINE + 8
  const free = height - top - LINE
  const natural = Math.min(MOST_ROW * spec.bars.length, free / Math.max(1, rows.length))
  // Bars too thin to be named are named in a line under them all.
  const isNamed = hasKey && (natural - ROW_GAP) / spec.bars.length >= FONT
  const pitch = hasKey && !isNamed ? Math.min(natural, (free - LINE) / Math.max(1, rows.length)) : natural
  if (pitch < LEAST_ROW)
    throw new RangeError(
      `${rows.length} rows of ${Math.floor(pitch)} pixels cannot be read: fewer lanes, or a higher chart`,
    )
  const barPitch = (pitch - ROW_GAP) / spec.bars.length
  const names = Math.min(MOST_NAMES, Math.max(0, ...rows.map(({ label }) => textWidth(label, FONT)))) + 16
  const keys = isNamed ? Math.max(...spec.bars.map((bar) => textWidth(barText(bar, data), FONT))) + 12 : 0
  const left = names + keys
  const cell = (width - left - (panels.length - 1) * GAP) / Math.max(1, panels.length)
  const layout: Layout = { top, pitch, barPitch, bottom: top + rows.length * pitch, isValued: barPitch >= FONT }
  const marks = [
    ...rows.flatMap((row, index) =>
      nameMarks(row, spec, data, { ...layout, y: top + index * pitch, names, left, isNamed }),
    ),
    ...panels.flatMap((panel, index) =>
      panelMarks(panel, index, rows, { left: left + index * (cell + GAP), width: cell }, layout, data),
    ),
    ...(hasKey && !isNamed ? [orderMark(spec, data, layout.bottom + LINE * 1.6)] : []),
  ]
  return { width, height, marks, ...inWords(spec, data, rows) }
}

interface Row {
  readonly lane: string
  readonly label: string
  /** By bar, then by panel; a gap where nothing was measured. */
  readonly bars: readonly { readonly point: DataPoint; readonly readings: readonly (Reading | undefined)[] }[]
}

interface Layout {
  readonly top: number
  readonly bottom: number
  readonly pitch: number
  readonly barPitch: number
  /** There is room for a number beside each bar. */
  readonly isValued: boolean
}

/** Lanes of which nothing was measured have no row. */
function measuredRows(spec: ChartSpec, data: ChartData): Row[] {
  return chartLanes(spec, data).flatMap(({ id, label }) => {
    const bars = spec.bars.map((bar) => {
      const point = pointAt(data.points, id, { ...spec.params, ...bar.params })
      const missing: DataPoint = { lane: id, params: {}, result: {}, isLive: false }
      return { point: point ?? missing, readings: spec.panels.map((panel) => point && read(point, panel)) }
    })
    const isEmpty = bars.every(({ readings }) => readings.every((reading) => reading === undefined))
    return isEmpty ? [] : [{ lane: id, label, bars }]
  })
}

function sorted(rows: readonly Row[], sort: ChartSpec['sort']): readonly Row[] {
  if (sort === undefined) return rows
  const last = sort === 'down' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const key = ({ bars }: Row): number =>
    bars.map(({ readings }) => readings[0]?.value).find((value) => value !== undefined) ?? last
  return rows.toSorted((a, b) => (sort === 'down' ? key(b) - key(a) : key(a) - key(b)))
}

function nameMarks(
  { lane, label }: Row,
  { bars }: ChartSpec,
  data: ChartData,
  at: Layout & { y: number; names: number; left: number; isNamed: boolean },
): Mark[] {
  const middle = at.y + at.pitch / 2
  const name = shortened(label, at.names - 16, FONT)
  return [
    { kind: 'text', role: 'name', lane, x: at.names - 16, y: middle, text: name, anchor: 'end', weight: 400 },
    ...(at.isNamed ? bars : []).map((bar, index): Mark => ({
      kind: 'text',
      role: 'key',
      x: at.left - 10,
      y: at.y + ROW_GAP / 2 + (index + 0.5) * at.barPitch,
      text: barText(bar, data),
      anchor: 'end',
      weight: 400,
    })),
  ]
}

/** Where bars are too thin for names of their own, what they are in their order. */
function orderMark({ bars, width }: ChartSpec, data: ChartData, y: number): Mark {
  const text = shortened(`Сверху вниз: ${bars.map((bar) => barText(bar, data)).join('; ')}`, width, FONT)
  return { kind: 'text', role: 'key', x: width, y, text, anchor: 'end', weight: 400 }
}

function panelMarks(
  panel: Panel,
  index: number,
  rows: readonly Row[],
  { left, width }: { left: number; width: number },
  layout: Layout,
  data: ChartData,
): Mark[] {
  const { top, bottom, pitch, barPitch, isValued } = layout
  const readings = rows.flatMap(({ bars }) => bars.flatMap(({ readings }) => readings[index] ?? []))
  const room = isValued
    ? Math.max(0, ...readings.map((reading) => textWidth(valueText(panel, reading, data), FONT))) + 10 + DOT
    : LAST_TICK
  const scale = scaleOf(panel, readings, left, left + width - room)
  return [
    ...titleMarks(panel, left, width, data),
    { kind: 'rule', role: 'axis', x1: left, x2: left, y1: top, y2: bottom },
    ...(isValued && !panel.isLog ? [] : tickMarks(scale, top, bottom)),
    ...rows.flatMap((row, turn) =>
      row.bars.flatMap(({ point, readings }, bar): Mark[] => {
        const reading = readings[index]
        if (!reading) return []
        const y = top + turn * pitch + ROW_GAP / 2 + bar * barPitch
        const fact = factText(row.label, panel, point, reading, data)
        return barMarks({ panel, reading, row, fact, isLive: point.isLive, scale, y, height: barPitch, isValued }, data)
      }),
    ),
  ]
}

function titleMarks(panel: Panel, x: number, width: number, data: ChartData): Mark[] {
  const title: Mark = {
    kind: 'text',
    role: 'title',
    x,
    y: LINE / 2,
    text: shortened(panelTitle(panel, data), width, FONT, 700),
    anchor: 'start',
    weight: 700,
  }
  if (panel.parts === undefined || panel.shape !== 'stack') return [title]
  let at = x
  const keys = panel.keys.flatMap((_, part): Mark[] => {
    const text = partName(panel, part, data)
    const from = at
    at += SWATCH + 8 + textWidth(text, FONT) + 20
    return [
      {
        kind: 'bar',
        lane: '',
        x: from,
        y: LINE * 1.5 - SWATCH / 2,
        width: SWATCH,
        height: SWATCH,
        part,
        isPale: false,
        isLive: false,
        fact: '',
      },
      { kind: 'text', role: 'key', x: from + SWATCH + 8, y: LINE * 1.5, text, anchor: 'start', weight: 400 },
    ]
  })
  return [title, ...keys]
}

function scaleOf({ isLog }: Panel, readings: readonly Reading[], from: number, to: number): Scale {
  const values = readings.flatMap(({ parts, value, low = value, high = value }) => [
    ...(isLog ? parts : []),
    value,
    low,
    high,
  ])
  return isLog
    ? logScale(values, from + DOT * 2, to, TICK_SPACE)
    : linearScale(Math.max(0, ...values), from, to, TICK_SPACE)
}

function tickMarks(scale: Scale, top: number, bottom: number): Mark[] {
  return scale.ticks.flatMap((tick, index): Mark[] => {
    const x = scale.at(tick)
    return [
      ...(index > 0 || x > scale.at(scale.domain[0]) + 1
        ? [{ kind: 'rule', role: 'grid', x1: x, x2: x, y1: top, y2: bottom } as const]
        : []),
      {
        kind: 'text',
        role: 'tick',
        x,
        y: bottom + LINE * 0.6,
        text: tickText(tick),
        anchor: index === 0 && tick === 0 ? 'start' : 'middle',
        weight: 400,
      },
    ]
  })
}

interface BarPlace {
  readonly panel: Panel
  readonly reading: Reading
  readonly row: Row
  readonly fact: string
  readonly isLive: boolean
  readonly scale: Scale
  readonly y: number
  readonly height: number
  readonly isValued: boolean
}

function barMarks(place: BarPlace, data: ChartData): Mark[] {
  const { panel, reading, row, scale, y, height, isValued } = place
  const middle = y + height / 2
  const end = Math.max(scale.at(reading.value), scale.at(reading.high ?? reading.value))
  const shape =
    panel.shape === 'range'
      ? rangeMarks(place, middle)
      : panel.isLog
        ? [dotAt(place, reading.value, middle, false)]
        : solidMarks(place, data)
  const { low, high } = reading
  const isWide = low !== undefined && high !== undefined && scale.at(high) - scale.at(low) > 3
  return [
    ...shape,
    ...(isWide
      ? [
          {
            kind: 'rule',
            role: 'whisker',
            lane: row.lane,
            x1: scale.at(low),
            x2: scale.at(high),
            y1: middle,
            y2: middle,
          } as const,
        ]
      : []),
    ...(isValued
      ? [
          {
            kind: 'text',
            role: 'value',
            lane: row.lane,
            x: end + (panel.shape === 'range' || panel.isLog ? DOT : 0) + 9,
            y: middle,
            text: valueText(panel, reading, data),
            anchor: 'start',
            weight: 400,
          } as const,
        ]
      : []),
  ]
}

/** One bar, or the parts of a stack end to end, with their names where those fit. */
function solidMarks({ panel, reading, row, fact, isLive, scale, y, height }: BarPlace, data: ChartData): Mark[] {
  const thickness = Math.min(height - BAR_GAP, MOST_BAR)
  const top = y + (height - thickness) / 2
  // Names stand on the parts, where no legend has them.
  const isNamedStack = panel.shape === 'stack' && panel.parts === undefined
  let sum = 0
  let drawn = 0
  return reading.parts.flatMap((value, index): Mark[] => {
    const from = scale.at(sum)
    sum += value
    const width = scale.at(sum) - from
    if (value === 0) return []
    // Neighbours must differ, whichever lie between them in other rows.
    const part = isNamedStack ? drawn++ : index
    const bar: Bar = {
      kind: 'bar',
      lane: row.lane,
      x: from,
      y: top,
      width,
      height: thickness,
      part,
      isPale: isNamedStack,
      isLive,
      fact,
    }
    const name = partName(panel, index, data)
    const isNamed = isNamedStack && thickness >= FONT && textWidth(name, FONT) + 2 <= width
    return [
      bar,
      ...(isNamed
        ? [
            {
              kind: 'text',
              role: 'inside',
              lane: row.lane,
              x: from + width / 2,
              y: y + height / 2,
              text: name,
              anchor: 'middle',
              weight: 400,
            } as const,
          ]
        : []),
    ]
  })
}

/** From the lowest to the highest; what is between is a hollow dot. */
function rangeMarks(place: BarPlace, y: number): Mark[] {
  const { reading, row, scale } = place
  const [first = 0] = reading.parts
  return [
    { kind: 'rule', role: 'span', lane: row.lane, x1: scale.at(first), x2: scale.at(reading.value), y1: y, y2: y },
    ...reading.parts.map((value, index) => dotAt(place, value, y, index > 0 && index < reading.parts.length - 1)),
  ]
}

function dotAt({ row, fact, isLive, scale }: BarPlace, value: number, y: number, isHollow: boolean): Dot {
  return { kind: 'dot', lane: row.lane, x: scale.at(value), y, isHollow, isLive, fact }
}

function inWords(spec: ChartSpec, data: ChartData, rows: readonly Row[]): Pick<Scene, 'summary' | 'table'> {
  const titles = spec.panels.map((panel) => panelTitle(panel, data))
  const heads = spec.bars.map((bar) => barText(bar, data))
  const fixed = paramsText(spec.params, data.params)
  return {
    summary: `График. ${titles.join('; ')}${fixed === '' ? '' : `; ${fixed}`}. Строк: ${rows.length}.`,
    table: {
      head: ['', ...titles.flatMap((title) => heads.map((head) => (head === '' ? title : `${title}: ${head}`)))],
      rows: rows.map(({ label, bars }) => [
        label,
        ...spec.panels.flatMap((panel, index) =>
          bars.map(({ readings }) => {
            const reading = readings[index]
            return reading ? cellText(panel, reading, data) : '—'
          }),
        ),
      ]),
    },
  }
}

const GAP = 32
const ROW_GAP = 4
const BAR_GAP = 2
const MOST_BAR = 26
/** Of one bar's share of a row. */
const MOST_ROW = 50
/** Less, and names would touch. */
const LEAST_ROW = 21
const MOST_NAMES = 250
const TICK_SPACE = 90
const SWATCH = 18
/** For the half of the last tick that is beyond the axis. */
const LAST_TICK = 36
/** Half a dot. */
const DOT = 6
