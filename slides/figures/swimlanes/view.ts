/** Draws the swimlanes of some lanes below each other on one time axis, sharp at every scale. */
import { coverage, laneRows, taskAt, type LaneRows, type TaskSpan } from './model.ts'

export interface SwimlanesLane {
  readonly id: string
  readonly label: string
  readonly color: string
  readonly spans: readonly TaskSpan[]
}

export interface SwimlanesLabels {
  readonly empty: string
  readonly milliseconds: (value: number) => string
  readonly description: (lanes: readonly { readonly label: string; readonly rows: LaneRows }[]) => string
}

export class Swimlanes {
  readonly root = document.createElement('figure')
  readonly #labels: SwimlanesLabels
  readonly #canvas = document.createElement('canvas')
  readonly #head = document.createElement('div')
  readonly #empty = document.createElement('p')
  #lanes: readonly (SwimlanesLane & { readonly rows: LaneRows; readonly count: number })[] = []
  #position: number | undefined
  #px = 1

  constructor(labels: SwimlanesLabels, onSeek: (seconds: number) => void) {
    this.#labels = labels
    this.root.className = 'swimlanes'
    this.#head.className = 'swimlanes-playhead'
    this.#empty.className = 'swimlanes-empty'
    this.#empty.textContent = labels.empty
    this.#canvas.setAttribute('role', 'img')
    this.root.append(this.#canvas, this.#head, this.#empty)
    this.#canvas.addEventListener('click', ({ offsetX }) => onSeek(this.#secondsAt(offsetX)))
    this.#canvas.addEventListener('mousemove', ({ offsetX, offsetY }) => {
      this.#canvas.title = this.#taskUnder(offsetX, offsetY)
    })
  }

  setLanes(lanes: readonly SwimlanesLane[]): void {
    const before = this.#lanes
    this.#lanes = lanes.map((lane, index) => {
      const old = before[index]
      // A running lane's list grows in place: its length then, not now, tells whether anything came.
      const isSame = old?.id === lane.id && old.count === lane.spans.length && old.spans[0] === lane.spans[0]
      return { ...lane, count: lane.spans.length, rows: isSame ? old.rows : laneRows(lane.spans) }
    })
    this.draw()
  }

  /** Seconds; what lies behind is faint, for it has not happened yet. */
  setPosition(position: number | undefined): void {
    this.#position = position
    this.#placeHead()
  }

  /** Real pixels per slide pixel. */
  setScale(px: number): void {
    this.#px = px
    this.draw()
  }

  draw(): void {
    const { clientWidth: width, clientHeight: height } = this.root
    const context = this.#canvas.getContext('2d')
    if (!context || width === 0 || height === 0) return
    const ratio = window.devicePixelRatio
    this.#canvas.width = Math.round(width * ratio)
    this.#canvas.height = Math.round(height * ratio)
    this.#canvas.style.width = `${width}px`
    this.#canvas.style.height = `${height}px`
    const isEmpty = this.#lanes.every(({ rows }) => rows.rows.length === 0)
    this.#empty.hidden = !isEmpty
    this.#head.hidden = isEmpty
    this.#canvas.setAttribute('aria-label', this.#labels.description(this.#lanes))
    if (!isEmpty) this.#paint(context, ratio)
    this.#placeHead()
  }

  dispose(): void {
    this.root.remove()
  }

  #paint(context: CanvasRenderingContext2D, ratio: number): void {
    const { left, right, top, bottom } = this.#frame()
    const tokens = getComputedStyle(this.root)
    const token = (name: string): string => tokens.getPropertyValue(name).trim()
    context.scale(ratio, ratio)
    context.font = `${20 * this.#px}px ${token('--font-text')}`
    this.#paintAxis(context, token)
    const height = (bottom - top) / this.#lanes.length
    for (const [index, lane] of this.#lanes.entries()) {
      const y = top + index * height
      if (left > 0) this.#paintName(context, lane, y, height, token)
      const space = Math.min(10 * this.#px, height * 0.15)
      this.#paintRows(context, lane.rows, { left, right, top: y + space / 2, bottom: y + height - space / 2 }, ratio)
    }
  }

  #paintAxis(context: CanvasRenderingContext2D, token: (name: string) => string): void {
    const { left, right, top, bottom } = this.#frame()
    const px = this.#px
    const duration = this.#duration()
    const step = niceStep((duration * 110 * px) / (right - left))
    context.textAlign = 'center'
    context.textBaseline = 'top'
    for (let tick = 0; tick <= duration * 1.0001; tick += step) {
      const x = left + (tick / duration) * (right - left)
      context.fillStyle = token('--chart-grid')
      context.fillRect(Math.round(x), top, Math.max(1, Math.round(px)), bottom - top)
      context.fillStyle = token('--chart-axis')
      const text = this.#labels.milliseconds(tick * 1000)
      const half = context.measureText(text).width / 2
      context.fillText(text, Math.max(half, Math.min(x, right - half)), bottom + 5 * px)
    }
  }

  #paintName(
    context: CanvasRenderingContext2D,
    lane: SwimlanesLane & { readonly rows: LaneRows },
    y: number,
    height: number,
    token: (name: string) => string,
  ): void {
    const px = this.#px
    const width = this.#frame().left - 24 * px
    context.textAlign = 'left'
    context.textBaseline = 'middle'
    context.fillStyle = lane.color
    context.fillRect(0, y + 6 * px, 6 * px, height - 12 * px)
    context.fillStyle = token('--ink')
    context.fillText(shortened(context, lane.label, width), 14 * px, y + height / 2)
  }

  /** Pixel columns of the device, each as strong as its task fills it. */
  #paintRows(context: CanvasRenderingContext2D, { rows }: LaneRows, box: Frame, ratio: number): void {
    const columns = Math.round((box.right - box.left) * ratio)
    const rowHeight = (box.bottom - box.top) / rows.length
    const space = rowHeight > 6 * this.#px ? 2 * this.#px : 0
    context.save()
    context.setTransform(1, 0, 0, 1, 0, 0)
    for (const [index, { spans }] of rows.entries()) {
      const top = Math.round((box.top + index * rowHeight) * ratio)
      const bottom = Math.max(top + 1, Math.round((box.top + (index + 1) * rowHeight - space) * ratio))
      const left = Math.round(box.left * ratio)
      context.fillStyle = taskColor(index)
      context.globalAlpha = 0.1
      context.fillRect(left, top, columns, bottom - top)
      for (const [column, part] of coverage(spans, 0, this.#duration(), columns).entries()) {
        if (part <= 0) continue
        context.globalAlpha = 0.25 + 0.75 * part
        context.fillRect(left + column, top, 1, bottom - top)
      }
    }
    context.restore()
  }

  #placeHead(): void {
    const { left, right, top, bottom } = this.#frame()
    const duration = this.#duration()
    const isShown = this.#position !== undefined && this.#position < duration
    const at = left + (Math.min(this.#position ?? duration, duration) / duration) * (right - left)
    this.#head.style.display = isShown ? 'block' : 'none'
    Object.assign(this.#head.style, {
      left: `${at}px`,
      width: `${right - at}px`,
      top: `${top}px`,
      height: `${bottom - top}px`,
    })
  }

  #secondsAt(x: number): number {
    const { left, right } = this.#frame()
    return Math.max(0, ((x - left) / (right - left)) * this.#duration())
  }

  #taskUnder(x: number, y: number): string {
    const { top, bottom } = this.#frame()
    const lane = this.#lanes[Math.floor(((y - top) / (bottom - top)) * this.#lanes.length)]
    const seconds = this.#secondsAt(x)
    return lane ? `${this.#labels.milliseconds(seconds * 1000)}: ${taskAt(lane.rows, seconds) ?? '—'}` : ''
  }

  #duration(): number {
    return Math.max(0.001, ...this.#lanes.map(({ rows }) => rows.to))
  }

  #frame(): Frame {
    const px = this.#px
    const { clientWidth, clientHeight } = this.root
    // One lane needs no name: its terminal has it.
    const names = this.#lanes.length > 1 ? Math.min(NAMES * px, clientWidth * 0.3) : 0
    return { left: names, right: clientWidth - 6 * px, top: 0, bottom: clientHeight - 30 * px }
  }
}

interface Frame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Slide pixels for the names of the lanes, at most. */
const NAMES = 230

/** After Okabe and Ito: neighbours differ for every eye, by lightness too. */
const TASK_COLORS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#7f7f7f', '#b5a400']

function taskColor(index: number): string {
  return TASK_COLORS[index % TASK_COLORS.length] ?? '#7f7f7f'
}

/** 1, 2 or 5 times a power of ten, at least as large as asked for. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((step) => step * power >= least) ?? 10) * power
}

function shortened(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text
  let length = text.length
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > width) length--
  return `${text.slice(0, length)}…`
}
