/** A mounted pane: its parts on the screen, fed by its session. */
import type { LaneEvent } from '../../../server/protocol/events.ts'
import '../../theme/pane.css'
import { laneColor } from '../../theme/lane-colors.ts'
import type { Connection } from '../connection/connection.ts'
import { LABELS } from '../labels.ts'
import { keepLiveResult } from '../live-results.ts'
import type { Sink, Source } from '../source/source.ts'
import { element, setText } from './element.ts'
import type { PaneFigure } from './figure.ts'
import { figureInput } from './figure-input.ts'
import { learn, noFacts, type LaneFacts } from './lane-facts.ts'
import { LaneTablePane } from './lane-table-pane.ts'
import { noteLane } from './note-lane.ts'
import type { PaneSpec } from './pane-spec.ts'
import { resultTable } from './result-table.ts'
import { fillWindow, scaleBox, type Box } from './scaled-box.ts'
import { SeekBar } from './seek-bar.ts'
import { Session } from './session.ts'
import { TerminalGrid } from './terminal-grid.ts'
import type { FontMetrics } from './terminal-layout.ts'
import { Toolbar } from './toolbar.ts'
import type { ViewMode } from './view-mode.ts'

export interface PaneViewOptions {
  readonly host: HTMLElement
  readonly spec: PaneSpec
  readonly connection: Connection | undefined
  readonly font: FontMetrics
  /** reveal's, now. */
  readonly scale: () => number
}

export class PaneView {
  readonly session: Session
  readonly #options: PaneViewOptions
  readonly #body = element('div', 'pane-body', { role: 'group' })
  readonly #toolbar: Toolbar
  readonly #message = element('p', 'pane-message', { role: 'status' })
  readonly #grid: TerminalGrid
  readonly #below = element('div', 'pane-below')
  readonly #table = element('div', 'pane-table-box', { tabindex: '0' })
  readonly #seek: SeekBar
  readonly #facts = new Map<string, LaneFacts>()
  /** Of a pane with many lanes, in the place of terminals and figure. */
  #lanes: LaneTablePane | undefined
  #figure: PaneFigure | undefined
  #figureKind: string | undefined
  #box: Box = { width: 0, height: 0, px: 1 }
  #isMaximized = false
  #mode: ViewMode | undefined
  /** Pixels that the bar and the sentence took when the rest was laid out. */
  #used = 0
  #hasNews = true
  #isTableDue = true
  /** An endless animation loop would make every key wait for a frame. */
  readonly #clock = setInterval(() => this.#tick(), TICK_MS)
  readonly #themeWatch = new MutationObserver(() => this.#restyle())

  constructor(options: PaneViewOptions) {
    this.#options = options
    const sink = this.#sink()
    this.session = new Session(options.spec, options.connection, {
      sink,
      onSource: (source) => this.#showSource(source),
      onChange: () => this.#refresh(),
    })
    this.#seek = new SeekBar(this.session, (lane) => this.#colorOf(lane))
    this.#toolbar = new Toolbar(this.session, this.#seek, {
      onZoom: (factor) => this.#grid.zoomBy(factor, () => this.rescale()),
      onMaximize: () => this.#setMaximized(!this.#isMaximized),
      onMode: (mode) => this.setMode(mode),
    })
    this.#grid = new TerminalGrid({
      font: options.font,
      headerTitle: () => (this.#lanes ? LABELS.backToTable : LABELS.maximizeTerminal),
      onMaximize: (lane) => this.#maximizeLane(lane),
      onInput: (lane, data) => this.session.input(lane, data),
    })
    this.#below.append(this.#table)
    this.#body.append(this.#toolbar.root, this.#message, this.#grid.root, this.#below)
    // The poster stays, out of sight: it is what a printer gets.
    options.host.append(this.#body)
    options.host.classList.add('pane-mounted')
    this.#themeWatch.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] })
    this.rescale()
    this.#tick()
  }

  /** The slide's scale or the window changed. */
  rescale(): void {
    const { host, scale } = this.#options
    this.#box = this.#isMaximized ? fillWindow(this.#body) : scaleBox(host, this.#body, scale())
    this.#body.dataset['width'] = this.#isNarrow ? 'narrow' : 'wide'
    this.#body.dataset['height'] = this.#isTall ? 'tall' : 'low'
    this.#layout()
  }

  /** Everything, or one part of the pane. */
  setMode(mode: ViewMode): void {
    this.#mode = mode
    this.#refresh()
    this.#layout()
  }

  maximize(): void {
    this.#setMaximized(true)
  }

  /** Back on its slide. False where it was there. */
  restore(): boolean {
    if (this.#lanes?.isOpened === true) {
      this.#lanes.close()
      return true
    }
    if (!this.#isMaximized) return false
    this.#setMaximized(false)
    return true
  }

  dispose(): void {
    clearInterval(this.#clock)
    this.#themeWatch.disconnect()
    this.#setMaximized(false)
    this.session.dispose()
    this.#grid.dispose()
    this.#figure?.dispose()
    this.#lanes?.dispose()
    this.#body.remove()
    this.#options.host.classList.remove('pane-mounted')
  }

  #sink(): Sink {
    return {
      restart: (lane) => {
        this.#facts.set(lane, noFacts())
        this.#lanes?.clear(lane)
        this.#grid.cell(lane)?.clear()
        this.#isTableDue = true
        this.#hasNews = true
      },
      clear: (lane) => {
        this.#lanes?.clear(lane)
        this.#grid.cell(lane)?.clear()
      },
      output: (lane, data, parsed) => {
        this.#lanes?.output(lane, data)
        const cell = this.#grid.cell(lane)
        if (cell) cell.write(data, parsed)
        else parsed()
      },
      event: (lane, event) => this.#learn(lane, event),
      changed: () => {
        this.#hasNews ||= this.#lanes !== undefined
        this.#refresh()
      },
    }
  }

  #learn(lane: string, event: LaneEvent): void {
    const [, code, data] = event
    if (code === 'r') this.#grid.cell(lane)?.resize(data)
    const facts = this.#facts.get(lane) ?? noFacts()
    this.#facts.set(lane, facts)
    learn(facts, event)
    const isResult = code === 's' && data.startsWith('{"result"')
    this.#isTableDue ||= code === 'x' || isResult
    const { source } = this.session
    if (isResult && facts.result && source?.origin.kind === 'live')
      keepLiveResult(this.session.spec.demo, source.origin.machine, {
        lane,
        params: source.params,
        result: facts.result,
      })
    this.#hasNews = true
  }

  /** Another demo, run or recording: other lanes, other size, nothing known. */
  #showSource(source: Source | undefined): void {
    const { demo, lanes } = this.session
    if (!demo) return
    this.#body.setAttribute('aria-label', `${demo.title}. ${demo.question}`)
    this.#facts.clear()
    for (const { id } of lanes) this.#facts.set(id, noFacts())
    this.#toolbar.setDemo()
    if (demo.view === 'table') return this.#showTable()
    this.#grid.setLanes(
      lanes.map(({ id, label }) => ({ id, label, color: this.#colorOf(id) })),
      source?.size ?? demo.terminal,
    )
    for (const lane of lanes) {
      const cell = this.#grid.cell(lane.id)
      const isStill = (): boolean => this.session.source === source && this.#grid.cell(lane.id) === cell
      if (cell) noteLane(this.session, lane, cell, isStill)
    }
    this.#hasNews = true
    this.#isTableDue = true
    this.#refresh()
    this.#layout()
    void this.#openFigure(demo.view)
  }

  /** Many lanes: a row for each, and a terminal only for the one that is asked for. */
  #showTable(): void {
    if (!this.#lanes) {
      this.#lanes = new LaneTablePane({
        session: this.session,
        facts: this.#facts,
        grid: this.#grid,
        body: this.#body,
        colorOf: (lane) => this.#colorOf(lane),
        onLayout: () => {
          this.#refresh()
          this.#layout()
        },
      })
      this.#below.prepend(this.#lanes.root)
    }
    this.#lanes.show()
    this.#refresh()
    this.#layout()
  }

  async #openFigure(kind: 'charts' | 'swimlanes'): Promise<void> {
    if (this.#figureKind === kind) return
    this.#figureKind = kind
    const onSeek = (seconds: number): void => this.session.player?.seek(seconds)
    const figure =
      kind === 'swimlanes'
        ? new (await import('./swimlanes-figure.ts')).SwimlanesFigure(onSeek)
        : new (await import('./chart.ts')).Chart(onSeek)
    if (!this.#body.isConnected) return figure.dispose()
    this.#figure?.dispose()
    this.#figure = figure
    this.#body.dataset['view'] = kind
    this.#below.prepend(figure.root)
    this.#layout()
    this.#hasNews = true
  }

  #refresh(): void {
    const { session } = this
    const { source, lanes, message } = session
    for (const { id } of lanes) {
      const cell = this.#grid.cell(id)
      const isPresent = source?.lanes.includes(id) === true
      const state = isPresent ? source.laneState(id) : 'none'
      const { end, skipped = 0 } = this.#facts.get(id) ?? {}
      cell?.setStatus({ state, end, skipped, elapsed: isPresent ? source.elapsed(id) : 0 })
      cell?.setTyped(session.acceptsInput(id))
    }
    this.#grid.follow(source)
    this.#message.hidden = message === undefined
    setText(this.#message, message ?? '')
    this.#seek.update(this.#elapsed())
    const isMaximized = this.#isMaximized
    this.#toolbar.update({ isMaximized, mode: this.#shownMode })
    this.#layoutIfNeeded()
    this.#figure?.movePlayhead(this.#playhead())
    if (this.#isTableDue && !this.#lanes) this.#fillTable()
  }

  get #isNarrow(): boolean {
    return this.#box.width / this.#box.px < NARROW
  }

  get #isTall(): boolean {
    return this.#box.height / this.#box.px > TALL
  }

  /** The reader's choice, or the one that fits. */
  get #shownMode(): ViewMode {
    if (this.#grid.solo !== undefined) return 'terminals'
    const isTight = this.#isNarrow && !this.#isTall && this.session.lanes.length > 1
    return this.#mode ?? (isTight ? 'terminals' : 'all')
  }

  #elapsed(): number {
    const { source } = this.session
    if (!source) return 0
    if (source.player) return source.player.position
    const running = source.lanes.filter((lane) => source.laneState(lane) === 'running')
    const shown = running.length > 0 ? running : source.lanes
    return Math.max(0, ...shown.map((lane) => source.elapsed(lane)))
  }

  /** A run has no playhead: its lines end now. */
  #playhead(): number | undefined {
    return this.session.source?.player?.position
  }

  #fillTable(): void {
    this.#isTableDue = false
    const { demo, lanes } = this.session
    if (!demo) return
    const facts = this.#facts
    this.#table.replaceChildren(
      resultTable({ fields: demo.result, lanes, facts, colorOf: (lane) => this.#colorOf(lane) }),
    )
  }

  /** Clocks ten times a second, figures when there is news: what a projector and an eye can follow. */
  #tick(): void {
    const isMoving = this.session.source?.state === 'running' && !this.session.source.player
    if (isMoving) this.#refresh()
    if (!this.#hasNews) return
    this.#lanes?.update()
    if (this.#lanes) this.#hasNews = false
    if (!this.#figure) return
    this.#hasNews = false
    const { source, lanes } = this.session
    this.#figure.update(figureInput(source, lanes, this.#facts, (lane) => this.#colorOf(lane)))
  }

  /** The bar wraps and sentences come and go: what is left for the rest changes with them. */
  #layoutIfNeeded(): void {
    if (this.#usedHeight() !== this.#used) this.#layout()
  }

  #usedHeight(): number {
    const parts = [this.#toolbar.root, this.#message].filter((part) => !part.hidden)
    return parts.reduce((sum, part) => sum + part.offsetHeight + GAP * this.#box.px, 0)
  }

  #layout(): void {
    const { px, width, height } = this.#box
    if (width === 0) return
    const mode = this.#lanes?.isOpened === false ? 'all' : this.#shownMode
    this.#body.dataset['shows'] = mode
    const padding = this.#isMaximized ? { x: 64 * px, y: 48 * px } : { x: 0, y: 0 }
    this.#toolbar.fit(width - padding.x, px)
    this.#used = this.#usedHeight()
    const free = height - this.#used - padding.y
    const isAlone = mode === 'terminals' && this.#isMaximized
    const share = mode === 'all' ? TERMINALS_SHARE : 1
    this.#grid.layout({ width: width - padding.x, height: free * share, px, isAlone })
    this.#figure?.resize(px)
    this.#lanes?.resize(width - padding.x, free, px)
  }

  #maximizeLane(lane: string): void {
    if (this.#lanes) return this.#lanes.close()
    const isBack = this.#isMaximized && this.#grid.solo === lane
    this.#grid.solo = isBack ? undefined : lane
    this.#setMaximized(!isBack)
  }

  /** Above all slides without leaving its place in the document: the browser's top layer knows no transforms. */
  #setMaximized(isMaximized: boolean): void {
    if (!isMaximized && this.#lanes?.isOpened !== true) this.#grid.solo = undefined
    if (this.#isMaximized !== isMaximized) {
      this.#isMaximized = isMaximized
      this.#body.classList.toggle('pane-maximized', isMaximized)
      if (isMaximized) {
        this.#body.popover = 'manual'
        this.#body.showPopover()
      } else {
        if (this.#body.isConnected) this.#body.hidePopover()
        this.#body.removeAttribute('popover')
      }
    }
    this.#body.dataset['solo'] = String(this.#grid.solo !== undefined)
    this.#refresh()
    this.rescale()
  }

  #restyle(): void {
    this.#grid.restyle()
    this.#figure?.restyle()
  }

  #colorOf(lane: string): string {
    const lanes = this.session.demo?.lanes ?? []
    return laneColor(
      lane,
      Math.max(
        0,
        lanes.findIndex(({ id }) => id === lane),
      ),
    )
  }
}

/** Milliseconds. */
const TICK_MS = 100
/** Slide pixels between the parts, as in pane.css. */
const GAP = 10
/** Slide pixels: a pane beside code. */
const NARROW = 900
/** Slide pixels: a pane on a telephone held upright. */
const TALL = 1000
/** Of the height, while a figure is under them. */
const TERMINALS_SHARE = 0.56
