/** Chooses the value of one parameter: a row of the recorded values, and, with a server, any other one. */
import type { ParamInfo } from '../../../server/protocol/messages.ts'
import { formatNumber } from '../format.ts'
import { LABELS } from '../labels.ts'
import { element } from './element.ts'
import type { Session } from './session.ts'

export class ParamControl {
  readonly root: HTMLElement
  readonly #param: ParamInfo
  readonly #session: Session
  readonly #select = element('select', 'pane-select')
  readonly #buttons: readonly { readonly value: number; readonly root: HTMLButtonElement }[]
  readonly #free = element('input', 'pane-free', { type: 'number' })

  constructor(param: ParamInfo, session: Session) {
    this.#param = param
    this.#session = session
    const { grid, label, min, max } = param
    const isShort = grid.length <= SEGMENTS
    this.#buttons = isShort ? grid.map((value) => ({ value, root: this.#segment(value) })) : []
    if (!isShort) this.#fillSelect()
    this.#free.min = String(min)
    this.#free.max = String(max)
    this.#free.setAttribute('aria-label', `${label}: ${LABELS.runParameter}`)
    this.#free.addEventListener('change', () => this.#chooseFree())
    const choices = isShort
      ? element('span', 'pane-segments', {}, ...this.#buttons.map(({ root }) => root))
      : this.#select
    this.root = element('div', 'pane-param', { role: 'group', 'aria-label': label })
    this.root.append(element('span', 'pane-param-label', {}, label), choices, this.#free)
  }

  update(): void {
    const { name, grid } = this.#param
    const { params, isLive, isViewer, isRunning } = this.#session
    // One recorded value is no choice.
    this.root.hidden = !isLive && grid.length === 1
    const isFixed = isRunning || isViewer
    const current = Number(params[name])
    for (const { value, root } of this.#buttons) {
      root.setAttribute('aria-pressed', String(value === current))
      root.disabled = isFixed || !this.#session.isOffered(name, value)
    }
    this.#select.value = String(current)
    this.#select.disabled = isFixed
    for (const option of this.#select.options) option.disabled = !this.#session.isOffered(name, Number(option.value))
    this.#free.hidden = !isLive
    this.#free.disabled = isFixed
    if (document.activeElement !== this.#free) this.#free.value = String(current)
  }

  #segment(value: number): HTMLButtonElement {
    const made = element(
      'button',
      'pane-segment',
      { type: 'button' },
      valueName(this.#param, value) ?? shortNumber(value),
    )
    made.title = formatNumber(value)
    made.addEventListener('click', ({ detail }) => {
      this.#session.setParam(this.#param.name, value)
      // After a mouse the next Enter means the pane; after a keyboard it means the button still.
      if (detail > 0) made.blur()
    })
    return made
  }

  #fillSelect(): void {
    const { grid, name, label } = this.#param
    for (const value of grid) {
      const text = valueName(this.#param, value) ?? formatNumber(value)
      this.#select.append(element('option', '', { value: String(value) }, text))
    }
    this.#select.setAttribute('aria-label', label)
    this.#select.addEventListener('change', () => this.#session.setParam(name, Number(this.#select.value)))
  }

  #chooseFree(): void {
    const { min, max, name } = this.#param
    const value = this.#free.valueAsNumber
    if (!Number.isFinite(value)) return
    this.#session.setParam(name, Math.min(max, Math.max(min, Math.round(value))))
  }
}

/** Values that still fit as buttons. */
const SEGMENTS = 6

/** What the manifest calls a value that a number does not explain. */
function valueName({ names }: ParamInfo, value: number): string | undefined {
  return names?.[String(value)]
}

/** «10k»: how the trade, and the talk, call ten thousand. */
function shortNumber(value: number): string {
  return value >= 10_000 && value % 1000 === 0 ? `${formatNumber(value / 1000)}k` : formatNumber(value)
}
