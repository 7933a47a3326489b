/** What stands on a terminal after some events: the answer that every window must agree with. */
import headless from '@xterm/headless'
import type { LaneEvent } from '../../server/protocol/events.ts'

/** The rows without the spaces at their ends and without the empty rows at the end. */
export async function screenAfter(
  events: readonly LaneEvent[],
  { cols, rows }: { readonly cols: number; readonly rows: number },
): Promise<string> {
  const terminal = new headless.Terminal({ cols, rows, allowProposedApi: true })
  const text = events.map(([, code, data]) => (code === 'o' ? data : '')).join('')
  await new Promise<void>((resolve) => terminal.write(text, resolve))
  const { active } = terminal.buffer
  const lines = Array.from(
    { length: terminal.rows },
    (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
  )
  terminal.dispose()
  return tidy(lines)
}

/** The same form for what was read from a page, where xterm writes spaces as no-break ones. */
export function tidy(lines: readonly string[]): string {
  return lines
    .map((line) => line.replaceAll('\u00A0', ' ').trimEnd())
    .join('\n')
    .trimEnd()
}
