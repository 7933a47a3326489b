/** Several windows on one server: they see one run, and nobody's connection matters to it. */
import type { LiveDeck } from './live-deck.ts'
import { Pane } from './pane.ts'
import { HAS_PROC } from './processes-tagged.ts'
import { screenAfter } from './screen.ts'
import { expect, test } from './test.ts'

const LANE = 'Считает'
/** As in programs/counts/sleepers/demo.ts. */
const SIZE = { cols: 160, rows: 40 }

test('what one window starts both see: one run with one process, which either may stop', async ({
  page,
  context,
  scripted,
}) => {
  test.skip(!HAS_PROC, 'Only /proc tells which processes a run has.')
  const panes = [
    await Pane.open(page, scripted.address('sleepers')),
    await Pane.open(await context.newPage(), scripted.address('sleepers')),
  ]
  await panes[0]?.main.click()
  for (const pane of panes) await counts(pane, 10)
  expect(scripted.processes('sleepers', 'python-threads')).toHaveLength(1)
  await panes[1]?.main.click()
  for (const pane of panes) await expect(pane.main).toHaveText('Пуск')
  for (const pane of panes) await expect(pane.state(LANE)).toHaveText('остановлено')
  expect(scripted.processes('sleepers', 'python-threads')).toEqual([])
  for (const pane of panes) await agrees(pane, scripted)
})

test('a window that comes late gets the screen and then the rest', async ({ page, context, scripted }) => {
  const first = await Pane.open(page, scripted.address('sleepers'))
  await first.main.click()
  await counts(first, 20)
  const late = await Pane.open(await context.newPage(), scripted.address('sleepers'))
  await counts(late, 30)
  await expect(late.main).toHaveText('Стоп')
  await finish(scripted)
  await agrees(late, scripted)
  expect(await late.results('чисел')).toEqual(await first.results('чисел'))
})

test('a reload keeps slide, run and right to stop it', async ({ page, scripted }) => {
  const pane = await Pane.open(page, scripted.address('sleepers'))
  await pane.main.click()
  await counts(pane, 10)
  await page.reload()
  await expect(page).toHaveURL(/#\/sleepers$/)
  await counts(pane, 20)
  await pane.main.click()
  await expect(pane.state(LANE)).toHaveText('остановлено')
  await agrees(pane, scripted)
})

test('a connection cut again and again comes back, with nothing lost and nothing twice', async ({ page, scripted }) => {
  const pane = await Pane.open(page, scripted.address('sleepers'))
  await pane.main.click()
  for (const number of [10, 40, 70]) {
    await counts(pane, number)
    const again = page.waitForEvent('websocket')
    scripted.cut()
    await again
  }
  await counts(pane, 90)
  await expect(pane.badge).toHaveText('эфир')
  // What is typed goes to the program that runs.
  await pane.terminal(LANE).locator('.xterm').click()
  await page.keyboard.press('Enter')
  await expect(pane.main).toHaveText('Пуск')
  await agrees(pane, scripted)
  const [result = ''] = await pane.results('чисел')
  const numbers = Array.from({ length: Number(result) }, (_, index) => String(index + 1))
  // A line of the screen may end in the space between two numbers, which nobody sees.
  expect((await pane.screen(LANE)).replaceAll(/\s/g, '')).toContain(`Enter${numbers.join('')}насчитал`)
})

test('a window that only watches sees the run and cannot touch it', async ({ page, context, scripted }) => {
  const viewer = await Pane.open(await context.newPage(), scripted.viewerAddress('sleepers'))
  await expect(viewer.main).toBeDisabled()
  await expect(viewer.main).toHaveAttribute('title', 'Это окно только смотрит: запускает и останавливает ведущий.')
  await viewer.page.keyboard.press('Enter')
  const presenter = await Pane.open(page, scripted.address('sleepers'))
  await presenter.main.click()
  await counts(viewer, 10)
  await viewer.terminal(LANE).locator('.xterm').click()
  await viewer.page.keyboard.press('Enter')
  await counts(viewer, 30)
  await expect(viewer.main).toBeDisabled()
  await finish(scripted)
  await agrees(viewer, scripted)
  expect(scripted.events('sleepers', 'python-threads').filter(([, code]) => code === 'i')).toHaveLength(1)
})

test('the address of a restarted server opens in the window that still shows the old deck', async ({ page, live }) => {
  await Pane.open(page, live.address('timeline').replace(live.server.tokens.presenter, 'yesterday'))
  // Only the fragment is another one: the browser loads nothing.
  await page.goto(live.address('sleepers'))
  const pane = new Pane(page, 'sleepers')
  await expect(pane.badge).toHaveText('эфир')
  expect(page.url()).not.toContain(live.server.tokens.presenter)
})

test('a token of yesterday is told so, and recordings are shown', async ({ page, live }) => {
  const pane = await Pane.open(page, live.address('sleepers').replace(live.server.tokens.presenter, 'yesterday'))
  await expect(page.locator('.connection-line')).toContainText('Сервер не узнал эту вкладку')
  await expect(pane.badge).toHaveText('запись')
})

async function counts(pane: Pane, number: number): Promise<void> {
  // A page behind another one draws nothing.
  await pane.page.bringToFront()
  await expect.poll(() => pane.screen(LANE)).toMatch(new RegExp(`\\b${number}\\b`))
}

/** Ends the counting as its own keyboard would. */
async function finish(deck: LiveDeck): Promise<void> {
  deck.run('sleepers').input('python-threads', '\n')
  await expect.poll(() => deck.run('sleepers').state).toBe('finished')
}

async function agrees(pane: Pane, deck: LiveDeck): Promise<void> {
  await expect.poll(() => deck.run('sleepers').state).toBe('finished')
  await pane.page.bringToFront()
  await expect.poll(() => pane.screen(LANE)).toBe(await screenAfter(deck.events('sleepers', 'python-threads'), SIZE))
}
