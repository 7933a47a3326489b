/** The last screen of a recording as static HTML: for print, for readers without script, and until the terminal loads. */
import headless from '@xterm/headless'
import type { IBufferCell, IBufferLine } from '@xterm/headless'
import type { Recording } from '../../server/protocol/asciicast.ts'
import { escapeText } from './html.ts'

/** The lines of the last screen, without the empty ones at its end. */
export async function lastScreen({ header, events }: Recording): Promise<string> {
  const { cols, rows } = header.term
  const terminal = new headless.Terminal({ cols, rows, scrollback: 0, allowProposedApi: true })
  for (const [, code, data] of events) {
    if (code === 'o') await new Promise<void>((resolve) => terminal.write(data, resolve))
    if (code === 'r') resize(terminal, data)
  }
  const { buffer } = terminal
  const lines = Array.from({ length: terminal.rows }, (_, row) => {
    const line = buffer.active.getLine(buffer.active.baseY + row)
    return line ? renderLine(line) : ''
  })
  terminal.dispose()
  return lines.join('\n').trimEnd()
}

function resize(terminal: headless.Terminal, size: string): void {
  const [cols, rows] = size.split('x').map(Number)
  if (cols && rows) terminal.resize(cols, rows)
}

/** Neighbouring cells of one look share a span. */
function renderLine(line: IBufferLine): string {
  const runs: { look: string; text: string }[] = []
  for (let column = 0; column < line.length; column += 1) {
    const cell = line.getCell(column)
    if (!cell || cell.getWidth() === 0) continue
    const look = lookOf(cell)
    const text = cell.getChars() || ' '
    const last = runs.at(-1)
    if (last?.look === look) last.text += text
    else runs.push({ look, text })
  }
  while (runs.at(-1)?.look === '' && runs.at(-1)?.text.trim() === '') runs.pop()
  const last = runs.at(-1)
  if (last?.look === '') last.text = last.text.trimEnd()
  return runs.map(({ look, text }) => (look ? `<b class="${look}">${escapeText(text)}</b>` : escapeText(text))).join('')
}

/** Classes of the theme: `t0` … `t15` the colours, `tb` bold, `td` dim, `ti` inverse. */
function lookOf(cell: IBufferCell): string {
  const look: string[] = []
  if (cell.isFgPalette() && cell.getFgColor() < 16) look.push(`t${cell.getFgColor()}`)
  if (cell.isBold()) look.push('tb')
  if (cell.isDim()) look.push('td')
  if (cell.isInverse()) look.push('ti')
  return look.join(' ')
}
