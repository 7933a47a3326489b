/** The chart under the terminals: one metric, one line per lane, seconds since each lane's own begin. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { formatBrief, formatBytes, formatSeconds } from '../format.ts'
import { LABELS } from '../labels.ts'
import { element, setText } from './element.ts'
import type { FigureInput, PaneFigure } from './figure.ts'
import { availableMetrics, type Metric, type Point } from './metrics.ts'

export class Chart implements PaneFigure {
  readonly root = element('figure', 'pane-chart')
  readonly #onSeek: (seconds: number) => void
  readonly #select = element('select', 'pane-select', { 'aria-label': LABELS.metric })
  readonly #legend = element('div', 'pane-legend')
  readonly #plotBox = element('div', 'pane-plot', { role: 'img' })
  readonly #empty = element('p', 'pane-empty', {}, LABELS.noChartData)
  #input: FigureInput | undefined
  #metrics: readonly Metric[] = []
  /** The reader's choice; it stays when data of it come later. */
  #chosen: string | undefined
  #plot: uPlot | undefined
  #shape = ''
  #cursorValues: readonly (number | undefined)[] | undefined
  #px = 1

  constructor(onSeek: (seconds: number) => void) {
    this.#onSeek = onSeek
    this.#select.addEventListener('change', () => {
      this.#chosen = this.#select.value
      this.#draw()
    })
    this.root.append(
      element('figcaption', 'pane-chart-head', {}, this.#select, this.#legend),
      this.#plotBox,
      this.#empty,
    )
  }

  update(input: FigureInput): void {
    this.#input = input
    this.#draw()
  }

  movePlayhead(position: number | undefined): void {
    if (!this.#input || this.#input.position === position) return
    this.#input = { ...this.#input, position }
    this.#plot?.redraw(false, false)
  }

  resize(px: number): void {
    this.#px = px
    this.#shape = ''
    this.#draw()
  }

  restyle(): void {
    this.#shape = ''
    this.#draw()
  }

  dispose(): void {
    this.#plot?.destroy()
    this.root.remove()
  }

  get #metric(): Metric | undefined {
    return this.#metrics.find(({ id }) => id === this.#chosen) ?? this.#tellingMetric()
  }

  /** One point is no line. */
  #tellingMetric(): Metric | undefined {
    const lanes = this.#input?.lanes ?? []
    return this.#metrics.find(({ points }) => lanes.some(({ facts }) => points(facts).length > 2)) ?? this.#metrics[0]
  }

  #draw(): void {
    const input = this.#input
    if (!input || !this.root.isConnected) return
    this.#offerMetrics(availableMetrics(input.lanes.map(({ facts }) => facts)))
    const metric = this.#metric
    if (!metric) return
    const points = input.lanes.map(({ facts }) => metric.points(facts))
    this.#empty.hidden = points.some((line) => line.length > 0)
    const size = { width: this.#plotBox.clientWidth, height: this.#plotBox.clientHeight }
    this.root.classList.toggle('pane-chart-small', size.width < SMALL * this.#px)
    if (size.width < 50 || size.height < 40) return
    const shape = JSON.stringify([metric.id, size, this.#px, input.lanes.map(({ id }) => id)])
    if (shape !== this.#shape) this.#rebuild(metric, size, input)
    this.#shape = shape
    this.#plot?.setData(joinLines(points), true)
    this.#showLegend(points.map((line) => line.at(-1)?.[1]))
    this.#plotBox.setAttribute('aria-label', describe(metric, input, points))
  }

  #offerMetrics(metrics: readonly Metric[]): void {
    const ids = metrics.map(({ id }) => id).join()
    if (ids !== this.#metrics.map(({ id }) => id).join()) {
      const options = metrics.map(({ id, label, unit }) =>
        element('option', '', { value: id }, unit === '' ? label : `${label}, ${unit}`),
      )
      this.#select.replaceChildren(...options)
    }
    this.#metrics = metrics
    this.#select.value = this.#metric?.id ?? ''
  }

  #rebuild(metric: Metric, size: { width: number; height: number }, { lanes }: FigureInput): void {
    this.#plot?.destroy()
    const px = this.#px
    const tokens = getComputedStyle(document.documentElement)
    const token = (name: string): string => tokens.getPropertyValue(name).trim()
    const axis: uPlot.Axis = {
      font: `${20 * px}px ${token('--font-text')}`,
      stroke: token('--chart-axis'),
      grid: { stroke: token('--chart-grid'), width: px },
      ticks: { show: false },
      gap: 6 * px,
    }
    const text = metricText(metric)
    const steps = uPlot.paths.stepped?.({ align: -1 })
    this.#plot = new uPlot(
      {
        ...size,
        legend: { show: false },
        padding: [12 * px, 16 * px, 0, 0],
        cursor: { drag: { x: false, y: false }, points: { size: 8 * px }, y: false },
        scales: {
          x: { time: false, range: () => [0, Math.max(0.1, this.#input?.duration ?? 1)] },
          y: { range: (_, __, most) => [0, niceTop(most, metric.isBytes === true)] },
        },
        axes: [
          {
            ...axis,
            size: 30 * px,
            space: 90 * px,
            values: (_, ticks) => ticks.map(secondsText),
          },
          {
            ...axis,
            ...(metric.isBytes === true && { incrs: BYTE_STEPS }),
            size: (_, values) => axisWidth(values ?? [], px),
            space: 44 * px,
            values: (_, ticks) => ticks.map(text),
          },
        ],
        series: [
          {},
          ...lanes.map(({ color }) => ({
            stroke: color,
            width: 3 * px,
            spanGaps: true,
            points: { show: false },
            ...(steps && metric.isRate === true && { paths: steps }),
          })),
        ],
        hooks: {
          draw: [(plot) => this.#drawPlayhead(plot, token('--ink'))],
          setCursor: [(plot) => this.#readCursor(plot)],
        },
      },
      [[], ...lanes.map(() => [])],
      this.#plotBox,
    )
    this.#plot.over.addEventListener('click', () => {
      const left = this.#plot?.cursor.left
      if (this.#plot && left !== undefined && left >= 0) this.#onSeek(this.#plot.posToVal(left, 'x'))
    })
  }

  #drawPlayhead(plot: uPlot, color: string): void {
    const { position, duration } = this.#input ?? { duration: 0 }
    if (position === undefined || position >= duration) return
    const { ctx, bbox } = plot
    const x = Math.round(plot.valToPos(position, 'x', true))
    ctx.save()
    ctx.fillStyle = color
    ctx.fillRect(x, bbox.top, Math.max(1, Math.round(2 * this.#px * uPlot.pxRatio)), bbox.height)
    ctx.restore()
  }

  /** Under the mouse the legend says the values there; while a lane runs, its last one. */
  #readCursor({ cursor: { idx }, data: [, ...lines] }: uPlot): void {
    const isHovered = idx !== null && idx !== undefined
    this.#cursorValues = isHovered ? lines.map((line) => lastKnown(Array.from(line).slice(0, idx + 1))) : undefined
    this.#showLegend(lines.map((line) => lastKnown(Array.from(line))))
  }

  #showLegend(lastValues: readonly (number | undefined)[]): void {
    const metric = this.#metric
    const { lanes = [] } = this.#input ?? {}
    if (!metric) return
    while (this.#legend.childElementCount < lanes.length) this.#legend.append(element('span', 'pane-legend-lane'))
    while (this.#legend.childElementCount > lanes.length) this.#legend.lastElementChild?.remove()
    for (const [index, { label, color, facts }] of lanes.entries()) {
      const item = this.#legend.children[index] as HTMLElement
      const value = this.#cursorValues ? this.#cursorValues[index] : facts.end ? undefined : lastValues[index]
      item.style.setProperty('--lane', color)
      setText(item, value === undefined ? label : `${label} ${metricText(metric)(value)}`)
    }
  }
}

function lastKnown(values: readonly (number | null | undefined)[]): number | undefined {
  return values.findLast((value) => value !== null && value !== undefined) ?? undefined
}

/** One column of seconds for all lines, as uPlot wants it. */
function joinLines(lines: readonly (readonly Point[])[]): uPlot.AlignedData {
  return uPlot.join(lines.map((line) => [line.map(([seconds]) => seconds), line.map(([, value]) => value)]))
}

function metricText({ isBytes }: Metric): (value: number) => string {
  return isBytes === true ? formatBytes : formatBrief
}

/** Two zeros in one corner are one too many. */
function secondsText(seconds: number): string {
  return seconds === 0 ? '' : `${formatBrief(seconds)} с`
}

/** Some air above the highest line, and a scale that does not tremble with every point. */
function niceTop(most: number | null, isBytes: boolean): number {
  if (most === null || !(most > 0)) return 1
  const least = most * 1.05
  const unit = isBytes ? 1024 ** Math.floor(Math.log2(least) / 10) : 1
  const power = unit * 10 ** Math.floor(Math.log10(least / unit))
  return ([1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((step) => step * power >= least) ?? 10) * power
}

/** Round numbers of bytes, kilobytes, megabytes and gigabytes. */
const BYTE_STEPS = [0, 1, 2, 3].flatMap((power) =>
  [1, 2, 5, 10, 20, 50, 100, 200, 500].map((step) => step * 1024 ** power),
)

function axisWidth(values: readonly string[], px: number): number {
  return (Math.max(2, ...values.map(({ length }) => length)) * 11.5 + 10) * px
}

function describe({ label }: Metric, { lanes }: FigureInput, points: readonly (readonly Point[])[]): string {
  const ends = lanes.map(({ label }, index) => {
    const last = points[index]?.at(-1)
    return last ? `${label}: ${formatBrief(last[1])} (${formatSeconds(last[0])})` : `${label}: ${LABELS.noData}`
  })
  return `${LABELS.chart}: ${label}. ${ends.join('; ')}.`
}

/** Slide pixels, where the headers of the terminals must do for a legend. */
const SMALL = 480
