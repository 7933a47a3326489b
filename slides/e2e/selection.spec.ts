/** The mouse means the cell it is over, at every scale of the slide and in the full screen. */
import type { Locator } from '@playwright/test'
import { Pane } from './pane.ts'
import { expect, test } from './test.ts'

const COLS = 48
const LANES = ['Python, потоки', 'Python, asyncio']
/** From a cell to a cell: column and row, counted from 0. Far to the right an error of scale is largest. */
const DRAGS = [
  { from: [0, 0], to: [7, 0] },
  { from: [12, 0], to: [12, 0] },
  { from: [3, 2], to: [15, 2] },
  { from: [21, 3], to: [9, 3] },
  { from: [10, 1], to: [5, 4] },
] as const

for (const viewport of [
  { width: 1280, height: 720 },
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
]) {
  test(`a drag selects exactly the cells under it at ${viewport.width}×${viewport.height}`, async ({ page, site }) => {
    await page.setViewportSize(viewport)
    const pane = await Pane.open(page, site.address('sleepers'))
    for (const lane of LANES) await selectsCells(pane, lane)
    await pane.root.getByRole('button', { name: 'Панель на весь экран' }).click()
    for (const lane of LANES) await selectsCells(pane, lane)
  })
}

test('a drag still selects the cells under it after the window and the font have changed', async ({ page, site }) => {
  const pane = await Pane.open(page, site.address('sleepers'))
  await page.setViewportSize({ width: 1500, height: 800 })
  await selectsCells(pane, 'Python, asyncio')
  await pane.root.getByRole('button', { name: 'Шрифт терминалов меньше' }).click()
  await selectsCells(pane, 'Python, asyncio')
})

async function selectsCells(pane: Pane, lane: string): Promise<void> {
  await expect.poll(() => pane.screen(lane)).toContain('Спят: 1000 из 1000')
  const rows = (await pane.screen(lane)).split('\n')
  const terminal = pane.terminal(lane).locator('.xterm')
  for (const { from, to } of DRAGS) {
    await drag(pane, terminal, from, to)
    expect(await copied(terminal), `${lane}, ${from.join()} … ${to.join()}`).toBe(between(rows, from, to))
  }
}

/** What stands from the first cell to the last one, both included. */
function between(rows: readonly string[], from: Cell, to: Cell): string {
  const [[left, top], [right, bottom]] = isBefore(from, to) ? [from, to] : [to, from]
  if (top === bottom) return (rows[top] ?? '').slice(left, right + 1)
  const middle = rows.slice(top + 1, bottom)
  return [rows[top]?.slice(left), ...middle, rows[bottom]?.slice(0, right + 1)].join('\n')
}

type Cell = readonly [column: number, row: number]

function isBefore(a: Cell, b: Cell): boolean {
  return a[1] < b[1] || (a[1] === b[1] && a[0] <= b[0])
}

/** From a cell's near quarter to a cell's far one: xterm takes a cell in as soon as the mouse is past its middle. */
async function drag(pane: Pane, terminal: Locator, from: Cell, to: Cell): Promise<void> {
  const box = await terminal.locator('.xterm-screen').boundingBox()
  const row = await terminal.locator('.xterm-rows > div').first().boundingBox()
  if (!box || !row) throw new Error('Expected the terminal to be on the screen.')
  const isForward = isBefore(from, to)
  const at = ([column, line]: Cell, part: number): [number, number] => [
    box.x + ((column + part) * box.width) / COLS,
    box.y + (line + 0.5) * row.height,
  ]
  const { mouse } = pane.page
  await mouse.move(...at(from, isForward ? 0.2 : 0.8))
  await mouse.down()
  await mouse.move(...at(to, isForward ? 0.8 : 0.2))
  await mouse.up()
}

/** What the terminal puts on the clipboard when the reader copies. */
async function copied(terminal: Locator): Promise<string> {
  return terminal.evaluate((element) => {
    const clipboardData = new DataTransfer()
    element.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }))
    return clipboardData.getData('text/plain')
  })
}
