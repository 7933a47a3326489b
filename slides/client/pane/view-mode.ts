/** What of a pane is on the screen: everything, or one of its parts, large. */
import { LABELS } from '../labels.ts'
import { element, signButton } from './element.ts'

export type ViewMode = 'all' | 'terminals' | 'figure' | 'table'

export class ViewModeControl {
  readonly root = element('div', 'pane-modes pane-segments', { role: 'group', 'aria-label': LABELS.view })
  readonly #buttons: ReadonlyMap<ViewMode, HTMLButtonElement>

  constructor(onChoose: (mode: ViewMode) => void) {
    const names = { all: LABELS.all, terminals: LABELS.terminals, figure: LABELS.chart, table: LABELS.table }
    const modes = Object.keys(names) as ViewMode[]
    this.#buttons = new Map(
      modes.map((mode) => [mode, signButton('pane-segment', mode, names[mode], () => onChoose(mode))]),
    )
    this.root.append(...this.#buttons.values())
  }

  update(mode: ViewMode): void {
    for (const [own, button] of this.#buttons) button.setAttribute('aria-pressed', String(own === mode))
  }
}
