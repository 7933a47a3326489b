/** Values over a parameter: a line for each lane, named at its end, its intervals as whiskers. */
import type { ParamInfo } from '../../../server/protocol/messages.ts'
import { chartLanes, pointsOver, read, type ChartData, type DataPoint, type Reading } from './data.ts'
import { linearScale, logScale, pointScale, type Scale } from './scale.ts'
import { FONT, LINE, type Mark, type Scene } from './scene.ts'
import type { ChartSpec, Panel } from './spec.ts'
import { spread } from './spread.ts'
import { shortened, textWidth } from './text.ts'
import { cellText, factText, panelTitle, paramsText, tickText } from './words.ts'

/** Throws a RangeError where the names of the lanes do not fit beside each other. */
export function linesScene(spec: ChartSpec, data: ChartData): Scene {
  const { width, height, panels } = spec
  const columns = panels.length <= 3 ? panels.length : 2
  const rows = Math.ceil(panels.length / columns)
  const cell = { width: (width - (columns - 1) * GAP) / columns, height: (height - (rows - 1) * GAP) / rows }
  const x = xInfo(spec, data)
  const lines = panels.map((panel) => laneLines(spec, data, panel))
  // One axis for all panels: what stands above each other was measured at the same place.
  const xs = lines.flat().flatMap(({ points }) => points.map(({ x }) => x))
  const marks = panels.flatMap((panel, index) => {
    const left = (index % columns) * (cell.width + GAP)
    const top = Math.floor(index / columns) * (cell.height + GAP)
    const box = { left, top, right: left + cell.width, bottom: top + cell.height }
    return panelMarks(panel, lines[index] ?? [], xs, box, x, data)
  })
  return { width, height, marks, ...inWords(spec, data, lines, x) }
}

interface Line {
  readonly lane: string
  readonly label: string
  readonly points: readonly LinePoint[]
}

interface LinePoint {
  readonly x: number
  readonly point: DataPoint
  readonly reading: Reading
}

interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

function laneLines(spec: ChartSpec, data: ChartData, panel: Panel): Line[] {
  const { x = '', params } = spec
  return chartLanes(spec, data).flatMap(({ id, label }) => {
    const points = pointsOver(data.points, id, params, x).flatMap((point) => {
      const reading = read(point, panel)
      return reading ? [{ x: Number(point.params[x]), point, reading }] : []
    })
    return points.length === 0 ? [] : [{ lane: id, label, points }]
  })
}

function panelMarks(
  panel: Panel,
  lines: readonly Line[],
  xs: readonly number[],
  box: Box,
  x: ParamInfo,
  data: ChartData,
): Mark[] {
  const title = shortened(panelTitle(panel, data), box.right - box.left, FONT, 700)
  const names = Math.min(
    (box.right - box.left) * 0.34,
    Math.max(0, ...lines.map(({ label }) => textWidth(label, FONT))),
  )
  const top = box.top + LINE + FONT
  const bottom = box.bottom - 2.2 * LINE
  const yScale = (from: number): Scale => scaleOf(panel, lines, bottom, from)
  const ticks = yScale(top).ticks.map(tickText)
  const left = box.left + Math.max(0, ...ticks.map((tick) => textWidth(tick, FONT))) + 10
  const right = box.right - names - NAME_SPACE
  const y = yScale(top)
  const across = pointScale(xs, left + DOT * 2, right - DOT)
  return [
    { kind: 'text', role: 'title', x: box.left, y: box.top + LINE / 2, text: title, anchor: 'start', weight: 700 },
    ...y.ticks.flatMap((tick): Mark[] => [
      {
        kind: 'rule',
        role: tick === y.domain[0] ? 'axis' : 'grid',
        x1: left,
        x2: right,
        y1: y.at(tick),
        y2: y.at(tick),
      },
      { kind: 'text', role: 'tick', x: left - 8, y: y.at(tick), text: tickText(tick), anchor: 'end', weight: 400 },
    ]),
    ...xMarks(across, x, { left, right, bottom }),
    ...lines.flatMap((line) => lineMarks(line, panel, across, y, data)),
    ...nameMarks(lines, across, y, { left: right + NAME_SPACE, right: box.right, top: box.top + LINE, bottom }),
  ]
}

function scaleOf({ isLog }: Panel, lines: readonly Line[], from: number, to: number): Scale {
  const values = lines.flatMap(({ points }) =>
    points.flatMap(({ reading }) => [reading.value, reading.low ?? reading.value, reading.high ?? reading.value]),
  )
  return isLog
    ? logScale(values, from, to, TICK_SPACE * 0.75)
    : linearScale(Math.max(0, ...values), from, to, TICK_SPACE)
}

/** The places that were measured, as many as can be read, and what they are. */
function xMarks(
  scale: Scale,
  x: ParamInfo,
  { left, right, bottom }: { left: number; right: number; bottom: number },
): Mark[] {
  const shown: { at: number; text: string; half: number }[] = []
  for (const value of byWeight(scale.ticks)) {
    const tick = { at: scale.at(value), text: tickText(value), half: textWidth(tickText(value), FONT) / 2 }
    if (shown.every(({ at, half }) => Math.abs(tick.at - at) > tick.half + half + 8)) shown.push(tick)
  }
  const name = shortened(x.label, right - left, FONT)
  return [
    ...shown.map(({ at, text }): Mark => ({
      kind: 'text',
      role: 'tick',
      x: at,
      y: bottom + LINE * 0.85,
      text,
      anchor: 'middle',
      weight: 400,
    })),
    {
      kind: 'text',
      role: 'tick',
      x: (left + right) / 2,
      y: bottom + LINE * 1.72,
      text: name,
      anchor: 'middle',
      weight: 400,
    },
  ]
}

/** The ends, then powers of ten, then the rest: what is left out where there is no room comes last. */
function byWeight(ticks: readonly number[]): number[] {
  const weight = (value: number): number =>
    value === ticks[0] || value === ticks.at(-1) ? 0 : Number.isInteger(Math.log10(value)) ? 1 : 2
  return ticks.toSorted((a, b) => weight(a) - weight(b))
}

function lineMarks({ lane, label, points }: Line, panel: Panel, x: Scale, y: Scale, data: ChartData): Mark[] {
  const at = points.map((one) => ({ ...one, place: [x.at(one.x), y.at(one.reading.value)] as const }))
  return [
    { kind: 'trail', lane, points: at.map(({ place }) => place) },
    ...at.flatMap(({ place: [px], reading: { low, high } }): Mark[] =>
      low === undefined || high === undefined || Math.abs(y.at(low) - y.at(high)) < DOT
        ? []
        : [{ kind: 'rule', role: 'whisker', lane, x1: px, x2: px, y1: y.at(low), y2: y.at(high) }],
    ),
    ...at.map(({ place: [px, py], point, reading }): Mark => ({
      kind: 'dot',
      lane,
      x: px,
      y: py,
      isHollow: false,
      isLive: point.isLive,
      fact: factText(label, panel, point, reading, data),
    })),
  ]
}

/** A name at the height of its line's end, or as near as the other names let it be. */
function nameMarks(lines: readonly Line[], x: Scale, y: Scale, box: Box): Mark[] {
  const ends = lines.map(({ points }) => {
    const last = points.at(-1)
    return { x: x.at(last?.x ?? 0), y: y.at(last?.reading.value ?? 0) }
  })
  const places = spread(
    ends.map((end) => end.y),
    NAME_LINE,
    box.top + NAME_LINE / 2,
    box.bottom + LINE,
  )
  if (!places)
    throw new RangeError(
      `${lines.length} lines have no room for their names in ${Math.round(box.bottom - box.top)} pixels: fewer lanes, or a higher chart`,
    )
  return lines.flatMap(({ lane, label }, index): Mark[] => {
    const end = ends[index] ?? { x: 0, y: 0 }
    const place = places[index] ?? 0
    const text = shortened(label, box.right - box.left, FONT)
    return [
      { kind: 'rule', role: 'leader', lane, x1: end.x + DOT, y1: end.y, x2: box.left - 4, y2: place },
      { kind: 'text', role: 'name', lane, x: box.left, y: place, text, anchor: 'start', weight: 400 },
    ]
  })
}

function inWords(
  spec: ChartSpec,
  data: ChartData,
  lines: readonly (readonly Line[])[],
  x: ParamInfo,
): Pick<Scene, 'summary' | 'table'> {
  const values = [...new Set(lines.flat().flatMap(({ points }) => points.map(({ x }) => x)))].toSorted((a, b) => a - b)
  const lanes = chartLanes(spec, data).filter(({ id }) => lines.some((panel) => panel.some(({ lane }) => lane === id)))
  const cell = (panel: number, lane: string, value: number): string => {
    const found = lines[panel]?.find((line) => line.lane === lane)?.points.find((point) => point.x === value)
    const shown = spec.panels[panel]
    return found && shown ? cellText(shown, found.reading, data) : '—'
  }
  const titles = spec.panels.map((panel) => panelTitle(panel, data))
  const fixed = paramsText(spec.params, data.params)
  return {
    summary: `График. ${titles.join('; ')}; по горизонтали ${x.label}${fixed === '' ? '' : `; ${fixed}`}. Линий: ${lanes.length}.`,
    table: {
      head: ['', ...titles.flatMap((title) => values.map((value) => `${title}: ${x.label} ${tickText(value)}`))],
      rows: lanes.map(({ id, label }) => [
        label,
        ...titles.flatMap((_, panel) => values.map((value) => cell(panel, id, value))),
      ]),
    },
  }
}

function xInfo({ x = '' }: ChartSpec, { params }: ChartData): ParamInfo {
  return params.find(({ name }) => name === x) ?? { name: x, label: x, default: 0, min: 0, max: 0, grid: [] }
}

/** Between panels. */
const GAP = 28
/** Half a dot. */
const DOT = 6
/** For the leader from a line's end to its name. */
const NAME_SPACE = 34
const NAME_LINE = 22
const TICK_SPACE = 56
