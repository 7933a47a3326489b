/** One lane's terminal: a header that says how the lane is doing, and xterm below it. */
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { formatSeconds } from '../format.ts'
import { LABELS, laneStateLabel, skippedLabel } from '../labels.ts'
import { isPresentersStop, type LaneEnd } from '../source/lane-end.ts'
import type { LaneState, TerminalSize } from '../source/source.ts'
import { element, setText } from './element.ts'
import { TERMINAL_FONT } from './terminal-font.ts'
import { terminalTheme } from './terminal-theme.ts'

export interface TerminalCellOptions {
  readonly label: string
  readonly color: string
  readonly size: TerminalSize
  /** What a press on the header does. */
  readonly title: string
  readonly onMaximize: () => void
  /** The terminal has the focus and somebody typed. */
  readonly onInput: (data: string) => void
}

export interface LaneStatus {
  readonly state: LaneState | 'none'
  readonly end: LaneEnd | undefined
  readonly elapsed: number
  /** Bytes. */
  readonly skipped: number
}

export class TerminalCell {
  readonly root: HTMLElement
  readonly #terminal: Terminal
  readonly #screen = element('div', 'pane-screen')
  readonly #state = element('span', 'pane-lane-state')
  readonly #time = element('span', 'pane-lane-time')
  readonly #note = element('p', 'pane-lane-note')
  #isTyped = false

  constructor({ label, color, size, title, onMaximize, onInput }: TerminalCellOptions) {
    const name = element('span', 'pane-lane-label', {}, label)
    const header = element('button', 'pane-lane', { type: 'button', title })
    header.style.setProperty('--lane', color)
    header.append(element('span', 'pane-lane-color', { 'aria-hidden': 'true' }), name, this.#state, this.#time)
    header.addEventListener('click', onMaximize)
    // Not a section: reveal takes every one for a slide.
    this.root = element('div', 'pane-cell', { role: 'group', 'aria-label': `${LABELS.terminal}: ${label}` })
    this.root.append(header, this.#screen)
    this.#terminal = new Terminal({
      ...size,
      fontFamily: TERMINAL_FONT,
      scrollback: 1000,
      cursorStyle: 'bar',
      cursorInactiveStyle: 'none',
      disableStdin: true,
      // A program's own colours must hold on a projector too.
      minimumContrastRatio: 4.5,
      theme: terminalTheme(false),
    })
    this.#terminal.onData((data) => {
      // Answers to a program's questions are the server's to give: every window would give one.
      if (this.#screen.contains(document.activeElement)) onInput(data)
    })
  }

  /** To be called once, when the root is in the document. */
  open(): void {
    this.#terminal.open(this.#screen)
    // Without this Tab would be caught for ever in a terminal that takes no keys.
    this.#terminal.attachCustomKeyEventHandler(({ code }) => this.#isTyped || code !== 'Tab')
  }

  /** In order with what was written: xterm's own reset would overtake it. */
  clear(): void {
    this.#terminal.write('\u001Bc')
  }

  write(data: string | Uint8Array, parsed: () => void): void {
    this.#terminal.write(data, parsed)
  }

  /** `COLSxROWS`, after all that was written before. */
  resize(size: string): void {
    const [cols = 0, rows = 0] = size.split('x').map(Number)
    if (cols > 0 && rows > 0) this.#terminal.write('', () => this.#terminal.resize(cols, rows))
  }

  setFontSize(pixels: number): void {
    if (this.#terminal.options.fontSize !== pixels) this.#terminal.options.fontSize = pixels
  }

  setTyped(isTyped: boolean): void {
    if (this.#isTyped === isTyped) return
    this.#isTyped = isTyped
    this.#terminal.options.disableStdin = !isTyped
    this.restyle()
  }

  restyle(): void {
    this.#terminal.options.theme = terminalTheme(this.#isTyped)
  }

  setStatus({ state, end, elapsed, skipped }: LaneStatus): void {
    this.root.dataset['state'] = end ? endState(end) : state
    const words = state === 'none' ? [] : [laneStateLabel(state, end)]
    if (skipped > 0) words.unshift(skippedLabel(skipped))
    setText(this.#state, words.join(' · '))
    setText(this.#time, state === 'running' || end ? formatSeconds(elapsed) : '')
  }

  /** A sentence over the screen: why the lane is not there, or where its screen comes from. */
  setNote(note: string | undefined): void {
    setText(this.#note, note ?? '')
    if (note === undefined) this.#note.remove()
    else if (!this.#note.isConnected) this.root.append(this.#note)
  }

  dispose(): void {
    this.#terminal.dispose()
    this.root.remove()
  }
}

function endState(end: LaneEnd): 'done' | 'stopped' | 'failed' {
  if (end.status === 0) return 'done'
  return isPresentersStop(end) ? 'stopped' : 'failed'
}
