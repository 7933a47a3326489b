import serialize from '@xterm/addon-serialize'
import headless from '@xterm/headless'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LaneLog } from './lane-log.ts'
import { Screen } from './screen.ts'

const SIZE = { cols: 20, rows: 5 }

test('a window that gets a snapshot and the rest shows what one shows that saw it all', async () => {
  const piece = fc.oneof(
    fc.string({ minLength: 1, maxLength: 30 }),
    fc.constantFrom(
      '\r\n',
      '\r',
      '\u001B[2J',
      '\u001B[H',
      '\u001B[31m',
      '\u001B[1m',
      '\u001B[0m',
      '\u001B[3;4H',
      'Ж漢',
    ),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 60 }), fc.nat(60), async (pieces, cut) => {
      const log = new LaneLog()
      for (const text of pieces.slice(0, cut)) log.append({ seconds: 0, code: 'o', bytes: Buffer.from(text) })
      const { bytes, next } = new Screen(log, SIZE).snapshot()
      expect(next).toBe(Math.min(cut, pieces.length))
      const rest = pieces.slice(cut).join('')
      expect(await show([bytes.toString(), rest])).toBe(await show([pieces.join('')]))
    }),
    { numRuns: 60 },
  )
})

test('windows that ask together share one snapshot; a new one is made when much has come since', () => {
  const log = new LaneLog()
  const screen = new Screen(log, SIZE)
  const one = screen.snapshot()
  log.append({ seconds: 0, code: 'o', bytes: Buffer.from('x') })
  expect(screen.snapshot()).toBe(one)
  log.append({ seconds: 0, code: 'o', bytes: Buffer.alloc(200_000, 'x') })
  expect(screen.snapshot().next).toBe(2)
})

test('a snapshot is not older than the log reaches', () => {
  const log = new LaneLog(100)
  const screen = new Screen(log, SIZE)
  screen.snapshot()
  for (let index = 0; index < 20; index++) log.append({ seconds: 0, code: 'o', bytes: Buffer.alloc(10, 'x') })
  expect(screen.snapshot().next).toBeGreaterThanOrEqual(log.first)
})

test('a flood of short and of long lines: all that a terminal keeps, and little more', async () => {
  for (const text of ['y\r\n', `${'ждёт '.repeat(20)}\r\n`]) {
    const log = new LaneLog()
    const all: string[] = []
    for (let index = 0; index < 5000; index++) {
      all.push(`${index} ${text}`)
      log.append({ seconds: 0, code: 'o', bytes: Buffer.from(all.at(-1) as string) })
    }
    const { bytes } = new Screen(log, { cols: 200, rows: 5 }).snapshot()
    expect(await show([bytes.toString()], 200)).toBe(await show([all.join('')], 200))
    expect(bytes.length).toBeLessThan(1100 * Buffer.byteLength(all.at(-1) as string))
  }
})

async function show(parts: readonly string[], cols = SIZE.cols): Promise<string> {
  const terminal = new headless.Terminal({ ...SIZE, cols, scrollback: 1000, allowProposedApi: true })
  const addon = new serialize.SerializeAddon()
  terminal.loadAddon(addon)
  for (const part of parts) await new Promise<void>((resolve) => terminal.write(part, resolve))
  const { cursorX, cursorY } = terminal.buffer.active
  return `${cursorX} ${cursorY} ${addon.serialize()}`
}
