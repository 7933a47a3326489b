/** A pane of many lanes on the screen: one table, whose rows stay where they are while their numbers change. */
import '../../theme/lane-table.css'
import { LABELS, sortLabel } from '../labels.ts'
import { element, setText } from './element.ts'
import type { Bar, TableColumn, TableModel, TableRow } from './lane-table-model.ts'

export interface LaneTableActions {
  /** A column's head was pressed. */
  readonly onSort: (key: string) => void
  /** A lane's name was pressed. */
  readonly onOpen: (lane: string) => void
}

export class LaneTable {
  readonly root = element('div', 'lane-table')
  readonly #actions: LaneTableActions
  readonly #head = element('tr', '')
  readonly #body = element('tbody', '')
  readonly #notes = element('p', 'lane-table-notes', { hidden: '' })
  readonly #rows = new Map<string, Row>()
  #shape = ''
  #order = ''
  #box = { height: 0, px: 1 }
  #fitted = ''

  constructor(actions: LaneTableActions) {
    this.#actions = actions
    this.root.append(
      element('table', '', { 'aria-label': LABELS.table }, element('thead', '', {}, this.#head), this.#body),
      this.#notes,
    )
  }

  update({ columns, rows, notes }: TableModel): void {
    this.#setHead(columns)
    for (const row of rows) {
      const known = this.#rows.get(row.id) ?? this.#addRow(row)
      known.update(row)
    }
    const order = rows.map(({ id }) => id).join()
    if (order !== this.#order) this.#setOrder(rows.map(({ id }) => id))
    this.#order = order
    setText(this.#notes, notes.length === 0 ? '' : `† ${notes.join('; ')}`)
    this.#notes.hidden = notes.length === 0
    this.#fit()
  }

  /** Real pixels, and how many of them make one of the slide. */
  resize(height: number, px: number): void {
    this.#box = { height, px }
    this.#fit()
  }

  dispose(): void {
    this.root.remove()
  }

  /** Rows as high as there is room, and letters as high as the rows. */
  #fit(): void {
    const { height, px } = this.#box
    const rest = HEAD + (this.#notes.hidden ? 0 : NOTES)
    const row = Math.max(LEAST_ROW, Math.min(MOST_ROW, (height / px - rest) / Math.max(1, this.#rows.size) - LINE))
    const font = Math.min(MOST_FONT, Math.max(row * LOOSE, Math.min(row * TIGHT, USUAL_FONT)))
    const fitted = `${row} ${px}`
    if (fitted === this.#fitted) return
    this.#fitted = fitted
    this.root.style.setProperty('--row', `${row * px}px`)
    this.root.style.setProperty('--row-font', `${font * px}px`)
  }

  #setHead(columns: readonly TableColumn[]): void {
    const shape = JSON.stringify(columns)
    if (shape === this.#shape) return
    // Pressed heads keep the focus where only the order has changed.
    const focused = this.#head.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset['key']
      : undefined
    this.#shape = shape
    this.#head.replaceChildren(
      element('th', '', { scope: 'col' }, element('span', 'lane-table-unseen', {}, LABELS.lane)),
      ...columns.map((column) => this.#columnHead(column)),
      element('th', 'lane-table-status', { scope: 'col' }, element('span', 'lane-table-unseen', {}, LABELS.laneState)),
    )
    if (focused !== undefined) this.#head.querySelector<HTMLElement>(`[data-key="${focused}"]`)?.focus()
    for (const row of this.#rows.values()) row.setColumns(columns.length)
  }

  #columnHead({ key, title, unit, sorted }: TableColumn): HTMLTableCellElement {
    const text = unit === '' ? title : `${title}, ${unit}`
    const button = element(
      'button',
      'lane-table-head',
      { type: 'button', 'data-key': key, title: sortLabel(text) },
      text,
    )
    if (sorted) button.dataset['sorted'] = sorted
    button.addEventListener('click', ({ detail }) => {
      this.#actions.onSort(key)
      // After a mouse the next Enter means the pane.
      if (detail > 0 && document.activeElement instanceof HTMLElement) document.activeElement.blur()
    })
    const sort = sorted === undefined ? 'none' : sorted === 'up' ? 'ascending' : 'descending'
    return element('th', '', { scope: 'col', 'aria-sort': sort }, button)
  }

  #addRow({ id }: TableRow): Row {
    const row = new Row(() => this.#actions.onOpen(id))
    row.setColumns(Math.max(1, this.#head.childElementCount - 2))
    this.#rows.set(id, row)
    this.#body.append(row.root)
    return row
  }

  #setOrder(ids: readonly string[]): void {
    for (const [id, row] of this.#rows)
      if (!ids.includes(id)) {
        row.root.remove()
        this.#rows.delete(id)
      }
    const focused = document.activeElement
    this.#body.append(...ids.flatMap((id) => this.#rows.get(id)?.root ?? []))
    if (focused instanceof HTMLElement && this.#body.contains(focused)) focused.focus()
  }
}

/** One lane. Its cells are made once and written anew. */
class Row {
  readonly root = element('tr', '')
  readonly #name: HTMLButtonElement
  readonly #label = element('span', 'lane-table-label')
  readonly #value = element('span', 'lane-table-value')
  readonly #bar = element('span', 'lane-table-bar', { 'aria-hidden': 'true' })
  readonly #fill = element('span', 'lane-table-fill')
  readonly #whisker = element('span', 'lane-table-whisker')
  readonly #main = element('td', 'lane-table-main')
  readonly #sentence = element('td', 'lane-table-sentence')
  readonly #status = element('td', 'lane-table-status')
  readonly #statusText = element('span', '')
  #cells: HTMLTableCellElement[] = []
  /** Cells that stand between the name and the status. */
  #shown: readonly HTMLTableCellElement[] = []

  constructor(onOpen: () => void) {
    this.#name = element(
      'button',
      'lane-table-name',
      { type: 'button' },
      element('span', 'lane-table-color'),
      this.#label,
    )
    this.#name.addEventListener('click', onOpen)
    this.#bar.append(this.#fill, this.#whisker)
    this.#status.append(this.#statusText)
    this.#main.append(element('span', 'lane-table-measure', {}, this.#value, this.#bar))
  }

  /** The first column has the bar; a sentence takes the place of the others, and of the first where it is empty. */
  setColumns(count: number): void {
    this.#cells = Array.from({ length: count - 1 }, () => element('td', ''))
    this.#shown = [this.#main, ...this.#cells]
    this.root.replaceChildren(element('th', '', { scope: 'row' }, this.#name), ...this.#shown, this.#status)
  }

  update({ label, color, cells, bar, status, sentence, hasNote }: TableRow): void {
    this.root.style.setProperty('--lane', color)
    this.root.dataset['status'] = status.kind
    setText(this.#label, label)
    this.#name.title = `${label}: ${LABELS.openTerminal}`
    setText(this.#value, `${cells[0] ?? ''}${hasNote ? ' †' : ''}`)
    this.#setBar(bar)
    setText(this.#statusText, status.text)
    for (const [index, cell] of this.#cells.entries()) setText(cell, cells[index + 1] ?? '')
    this.#sentence.colSpan = bar ? Math.max(1, this.#cells.length) : this.#cells.length + 1
    if (sentence === undefined) this.#show([this.#main, ...this.#cells])
    else if (!bar) this.#show([this.#sentence])
    else if (this.#cells.length > 0) this.#show([this.#main, this.#sentence])
    setText(this.#sentence, sentence ?? '')
    this.#sentence.title = sentence ?? ''
  }

  #show(cells: readonly HTMLTableCellElement[]): void {
    if (cells.length === this.#shown.length && cells.every((cell, index) => cell === this.#shown[index])) return
    for (const cell of this.#shown) cell.remove()
    this.#status.before(...cells)
    this.#shown = cells
  }

  #setBar(bar: Bar | undefined): void {
    this.#fill.style.width = percent(bar?.value ?? 0)
    const hasWhisker = bar?.low !== undefined && bar.high !== undefined
    this.#whisker.hidden = !hasWhisker
    if (!hasWhisker) return
    this.#whisker.style.left = percent(bar.low ?? 0)
    this.#whisker.style.width = percent((bar.high ?? 0) - (bar.low ?? 0))
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`
}

/** Slide pixels: two lines of heads, and the line under the table. */
const HEAD = 62
const NOTES = 30
/** Under each row. */
const LINE = 1.5
const MOST_ROW = 64
/** Below, not even the first row of the hall reads it: the table scrolls then. */
const LEAST_ROW = 16
const MOST_FONT = 28
const USUAL_FONT = 20
/** Of a row's height: letters in high rows, and in rows that would make them too small. */
const LOOSE = 0.6
const TIGHT = 0.8
