/** 2016 and today in a row for each lane, on one logarithmic axis, and how many times as much it is now. */
import { formatNumber } from '../../client/format.ts'
import { chartLanes, pointAt, read, type ChartData, type DataPoint, type Reading } from './data.ts'
import { logScale } from './scale.ts'
import { FONT, LINE, type Mark, type Scene } from './scene.ts'
import type { ChartSpec, Panel } from './spec.ts'
import { shortened, textWidth } from './text.ts'
import { cellText, factText, panelTitle, paramsText, tickText, valueText } from './words.ts'

/** Lanes that only one of the two has are not in it. Throws a RangeError where there are too many rows. */
export function yearsScene(spec: ChartSpec, data: ChartData): Scene {
  const { width, height, panels } = spec
  const [panel] = panels
  if (!panel) throw new RangeError('expected one panel, got none')
  const rows = pairs(spec, data, panel).toSorted((a, b) => b.ratio - a.ratio)
  const top = 2 * LINE + 8
  const pitch = Math.min(MOST_ROW, (height - top - LINE) / Math.max(1, rows.length))
  if (pitch < LEAST_ROW)
    throw new RangeError(
      `${rows.length} rows of ${Math.floor(pitch)} pixels cannot be read: fewer lanes, or a higher chart`,
    )
  const bottom = top + rows.length * pitch
  const left = Math.min(MOST_NAMES, Math.max(0, ...rows.map(({ label }) => textWidth(label, FONT)))) + 16
  const right = width - RATIO
  const values = rows.flatMap(({ before, now }) => [before.reading.value, now.reading.value])
  const scale = logScale(values, left + DOT * 2, right - DOT, TICK_SPACE)
  const title = shortened(panelTitle(panel, data), width - RATIO - left, FONT, 700)
  const marks: Mark[] = [
    { kind: 'text', role: 'title', x: left, y: LINE / 2, text: title, anchor: 'start', weight: 700 },
    ...keyMarks(left),
    { kind: 'text', role: 'title', x: width, y: LINE / 2, text: 'во сколько раз', anchor: 'end', weight: 700 },
    { kind: 'rule', role: 'axis', x1: left, x2: left, y1: top, y2: bottom },
    ...scale.ticks.flatMap((tick): Mark[] => [
      { kind: 'rule', role: 'grid', x1: scale.at(tick), x2: scale.at(tick), y1: top, y2: bottom },
      {
        kind: 'text',
        role: 'tick',
        x: scale.at(tick),
        y: bottom + LINE * 0.6,
        text: tickText(tick),
        anchor: 'middle',
        weight: 400,
      },
    ]),
    ...rows.flatMap((row, index): Mark[] => {
      const y = top + (index + 0.5) * pitch
      const { lane, label, before, now, ratio } = row
      const [from, to] = [scale.at(before.reading.value), scale.at(now.reading.value)]
      const fact = (one: Measured): string => factText(label, panel, one.point, one.reading, data)
      return [
        {
          kind: 'text',
          role: 'name',
          lane,
          x: left - 16,
          y,
          text: shortened(label, left - 16, FONT),
          anchor: 'end',
          weight: 400,
        },
        { kind: 'rule', role: 'span', lane, x1: from, x2: to, y1: y, y2: y },
        { kind: 'dot', lane, x: from, y, isHollow: true, isLive: false, fact: `2016: ${fact(before)}` },
        { kind: 'dot', lane, x: to, y, isHollow: false, isLive: now.point.isLive, fact: fact(now) },
        {
          kind: 'text',
          role: 'value',
          lane,
          x: width,
          y,
          text: `×${formatNumber(ratio, ratio < 10 ? 2 : 0)}`,
          anchor: 'end',
          weight: 700,
        },
      ]
    }),
  ]
  return { width, height, marks, ...inWords(spec, data, panel, rows) }
}

interface Measured {
  readonly point: DataPoint
  readonly reading: Reading
}

interface Pair {
  readonly lane: string
  readonly label: string
  readonly before: Measured
  readonly now: Measured
  readonly ratio: number
}

function pairs(spec: ChartSpec, data: ChartData, panel: Panel): Pair[] {
  const measured = (points: readonly DataPoint[], lane: string): Measured | undefined => {
    const point = pointAt(points, lane, spec.params)
    const reading = point && read(point, { ...panel, isLog: true })
    return point && reading && { point, reading }
  }
  return chartLanes(spec, data).flatMap(({ id, label }) => {
    const before = measured(data.before?.points ?? [], id)
    const now = measured(data.points, id)
    return before && now ? [{ lane: id, label, before, now, ratio: now.reading.value / before.reading.value }] : []
  })
}

/** Which dot is which. Two machines stand on this axis: it is said here, and which they are under the chart. */
function keyMarks(x: number): Mark[] {
  const y = LINE * 1.5
  const before = '2016'
  const now = 'теперь, на другой машине'
  const second = x + DOT * 2 + 14 + textWidth(before, FONT) + 28
  const dot = (at: number, isHollow: boolean): Mark => ({
    kind: 'dot',
    lane: '',
    x: at + DOT,
    y,
    isHollow,
    isLive: false,
    fact: '',
  })
  const name = (at: number, text: string): Mark => ({
    kind: 'text',
    role: 'key',
    x: at + DOT * 2 + 8,
    y,
    text,
    anchor: 'start',
    weight: 400,
  })
  return [dot(x, true), name(x, before), dot(second, false), name(second, now)]
}

function inWords(
  spec: ChartSpec,
  data: ChartData,
  panel: Panel,
  rows: readonly Pair[],
): Pick<Scene, 'summary' | 'table'> {
  const fixed = paramsText(spec.params, data.params)
  return {
    summary: `График: 2016 год и теперь, на разных машинах. ${panelTitle(panel, data)}${fixed === '' ? '' : `; ${fixed}`}. Строк: ${rows.length}.`,
    table: {
      head: ['', '2016', 'теперь', 'во сколько раз'],
      rows: rows.map(({ label, before, now, ratio }) => [
        label,
        valueText(panel, before.reading, data),
        cellText(panel, now.reading, data),
        formatNumber(ratio, 2),
      ]),
    },
  }
}

/** For the column of ratios. */
const RATIO = 190
const MOST_ROW = 40
const LEAST_ROW = 21
const MOST_NAMES = 250
const TICK_SPACE = 70
/** Half a dot. */
const DOT = 6
