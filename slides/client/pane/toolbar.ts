/** The pane's upper bar: start and stop, parameters, time, where the data come from, what is shown how large. */
import { LABELS } from '../labels.ts'
import { Badge } from './badge.ts'
import { element, setSign, setText, signButton } from './element.ts'
import { ParamControl } from './param-control.ts'
import type { SeekBar } from './seek-bar.ts'
import type { Session } from './session.ts'
import { ViewModeControl, type ViewMode } from './view-mode.ts'

export interface ToolbarActions {
  readonly onZoom: (factor: number) => void
  readonly onMaximize: () => void
  readonly onMode: (mode: ViewMode) => void
}

export interface ToolbarState {
  readonly isMaximized: boolean
  readonly mode: ViewMode
}

export class Toolbar {
  readonly root = element('div', 'pane-bar')
  readonly #session: Session
  readonly #seek: SeekBar
  readonly #right: HTMLElement
  readonly #main = element('button', 'pane-main', { type: 'button' })
  readonly #params = element('div', 'pane-params')
  readonly #badge: Badge
  readonly #modes: ViewModeControl
  readonly #maximize: HTMLButtonElement
  #controls: ParamControl[] = []

  constructor(session: Session, seek: SeekBar, { onZoom, onMaximize, onMode }: ToolbarActions) {
    this.#session = session
    this.#seek = seek
    this.#main.addEventListener('click', () => session.toggle())
    this.#badge = new Badge(session)
    this.#modes = new ViewModeControl(onMode)
    this.#maximize = signButton('pane-icon', 'maximize', LABELS.maximize, onMaximize)
    const letter = (className: string, name: string, factor: number): HTMLButtonElement => {
      const made = element('button', `pane-icon ${className}`, { type: 'button', title: name, 'aria-label': name }, 'A')
      made.addEventListener('click', () => onZoom(factor))
      return made
    }
    const sizes = element('div', 'pane-sizes')
    sizes.append(
      letter('pane-smaller', LABELS.fontSmaller, 1 / ZOOM_STEP),
      letter('pane-larger', LABELS.fontLarger, ZOOM_STEP),
      this.#maximize,
    )
    this.#right = element('div', 'pane-right', {}, this.#badge.root, this.#modes.root, sizes)
    this.root.append(this.#main, this.#params, seek.root, this.#right)
  }

  /** The time gets a line of its own where it would be too short beside the rest. */
  fit(width: number, px: number): void {
    const beside = [this.#main, this.#params, this.#right].reduce((sum, { offsetWidth }) => sum + offsetWidth, 0)
    this.#seek.root.classList.toggle('pane-seek-line', width - beside < (SHORTEST_SEEK + 4 * SPACE) * px)
  }

  /** The demo is known, or is another one: its parameters are. */
  setDemo(): void {
    const { demo } = this.#session
    this.#controls = (demo?.params ?? []).map((param) => new ParamControl(param, this.#session))
    this.#params.replaceChildren(...this.#controls.map(({ root }) => root))
    this.#params.hidden = this.#controls.length === 0
  }

  update({ isMaximized, mode }: ToolbarState): void {
    const { source, isLive, isViewer, mainAction } = this.#session
    setText(this.#main, MAIN[mainAction])
    this.#main.dataset['does'] = mainAction
    const isWatching = isViewer && mainAction !== 'play' && mainAction !== 'pause'
    this.#main.disabled = isWatching || (!isLive && source === undefined)
    this.#main.title = isWatching ? LABELS.viewer : ''
    for (const control of this.#controls) control.update()
    this.#badge.update()
    this.#modes.update(mode)
    setSign(this.#maximize, isMaximized ? 'restore' : 'maximize', isMaximized ? LABELS.restore : LABELS.maximize)
  }
}

const MAIN = { start: LABELS.start, play: LABELS.start, stop: LABELS.stop, pause: LABELS.pause } as const

const ZOOM_STEP = 1.15
/** Slide pixels, the space as in pane.css. */
const SHORTEST_SEEK = 330
const SPACE = 14
