/** The terminals side by side, all in one font size; where that would be unreadable, one of them and a strip of names. */
import type { Source, TerminalSize } from '../source/source.ts'
import { element } from './element.ts'
import { TerminalCell } from './terminal-cell.ts'
import { GAP, layTerminals, type FontMetrics, type TerminalLayout } from './terminal-layout.ts'

export interface GridLane {
  readonly id: string
  readonly label: string
  readonly color: string
}

export interface TerminalGridOptions {
  readonly font: FontMetrics
  /** What a press on a terminal's header does. */
  readonly headerTitle: () => string
  readonly onMaximize: (lane: string) => void
  readonly onInput: (lane: string, data: string) => void
}

export interface GridBox {
  /** Pixels, and how many of them make one pixel of the slide. */
  readonly width: number
  readonly height: number
  readonly px: number
  /** Nothing else is on the screen. */
  readonly isAlone: boolean
}

export class TerminalGrid {
  readonly root = element('div', 'pane-terminals')
  /** The one lane that is shown large. */
  solo: string | undefined
  readonly #options: TerminalGridOptions
  readonly #cells = new Map<string, TerminalCell>()
  #shape = ''
  #size: TerminalSize = { cols: 48, rows: 8 }
  #zoom = 1
  /** How many terminals are on the screen. */
  #shownCount = 1
  #picked: string | undefined
  #running: string | undefined

  constructor(options: TerminalGridOptions) {
    this.#options = options
  }

  cell(lane: string): TerminalCell | undefined {
    return this.#cells.get(lane)
  }

  /** Terminals are kept where lanes and size are the same: making one costs more than clearing it. */
  setLanes(lanes: readonly GridLane[], size: TerminalSize): void {
    const shape = JSON.stringify([lanes, size])
    if (shape === this.#shape) {
      for (const cell of this.#cells.values()) cell.clear()
      return
    }
    this.#shape = shape
    this.#size = size
    this.dispose()
    for (const { id, label, color } of lanes) {
      const cell = new TerminalCell({
        label,
        color,
        size,
        title: this.#options.headerTitle(),
        onMaximize: () => this.#press(id),
        onInput: (data) => this.#options.onInput(id, data),
      })
      this.#cells.set(id, cell)
      this.root.append(cell.root)
      cell.open()
    }
  }

  zoomBy(factor: number, onChanged: () => void): void {
    this.#zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, this.#zoom * factor))
    onChanged()
  }

  /** As many terminals as can be read; the others are names in a strip. Takes no more height than it needs. */
  layout(box: GridBox): void {
    if (this.#cells.size === 0) return
    const { px, isAlone } = box
    const isSolo = this.solo !== undefined
    const largestFont = isSolo ? SOLO_FONT : isAlone ? LARGE_FONT : FONT
    const { shown, layout } = this.#fit(box, isSolo ? 1 : this.#cells.size, largestFont)
    this.#shownCount = isSolo ? this.#cells.size : shown
    this.root.style.setProperty('--columns', String(layout.columns))
    this.root.style.height = `${isSolo ? box.height : layout.height + (isSolo ? 0 : stripHeight(box, this.#cells.size, shown))}px`
    this.root.style.setProperty(
      '--row',
      `${(layout.height - (Math.ceil(shown / layout.columns) - 1) * GAP * px) / Math.ceil(shown / layout.columns)}px`,
    )
    this.root.classList.toggle('pane-terminals-strip', this.#isStrip)
    for (const cell of this.#cells.values()) cell.setFontSize(layout.fontSize)
    this.#mark()
  }

  /** In a strip the running lane is shown, until the reader picks another. */
  follow(source: Source | undefined): void {
    const running = source?.lanes.find((lane) => source.laneState(lane) === 'running')
    if (running !== undefined && running !== this.#running) this.#picked = running
    this.#running = running
    this.#mark()
  }

  restyle(): void {
    for (const cell of this.#cells.values()) cell.restyle()
  }

  dispose(): void {
    for (const cell of this.#cells.values()) cell.dispose()
    this.#cells.clear()
  }

  get #isStrip(): boolean {
    return this.solo === undefined && this.#shownCount < this.#cells.size
  }

  #fit(box: GridBox, most: number, largestFont: number): { shown: number; layout: TerminalLayout } {
    const { px, width } = box
    for (let shown = most; ; shown--) {
      const height = box.height - (this.solo === undefined ? stripHeight(box, this.#cells.size, shown) : 0)
      const base = { width, height, px, size: this.#size, font: this.#options.font, zoom: this.#zoom }
      const layout = layTerminals({ ...base, count: shown, largestFont })
      if (shown === 1 || layout.fontSize >= READABLE * px * this.#zoom) return { shown, layout }
    }
  }

  /** A name in the strip brings its terminal, the header of a terminal makes it large. */
  #press(lane: string): void {
    if (!this.#isStrip || this.#shownLanes().includes(lane)) return this.#options.onMaximize(lane)
    this.#picked = lane
    this.#mark()
  }

  /** The picked lane and those before it. */
  #shownLanes(): string[] {
    const lanes = [...this.#cells.keys()]
    if (this.solo !== undefined) return [this.solo]
    const picked = Math.max(0, lanes.indexOf(this.#picked ?? ''))
    const first = Math.max(0, Math.min(picked - this.#shownCount + 1, lanes.length - this.#shownCount))
    return lanes.slice(first, first + this.#shownCount)
  }

  #mark(): void {
    const shown = this.#shownLanes()
    for (const [id, cell] of this.#cells) cell.root.classList.toggle('pane-cell-hidden', !shown.includes(id))
  }
}

/** Pixels for the names of those lanes that have no terminal. */
function stripHeight({ width, px }: GridBox, count: number, shown: number): number {
  const perRow = Math.max(1, Math.floor(width / (STRIP_NAME * px)))
  return shown < count ? Math.ceil((count - shown) / perRow) * STRIP * px : 0
}

/** Slide pixels. */
const FONT = 22
const LARGE_FONT = 34
const SOLO_FONT = 56
/** Slide pixels below which nobody in the hall reads a terminal. */
const READABLE = 13
/** Slide pixels: the height and the width of a name in the strip, with the space around it, as in pane.css. */
const STRIP = 44
const STRIP_NAME = 290
const LEAST_ZOOM = 0.5
const MOST_ZOOM = 3
