/** The deck as plain files below a folder of some site: recordings, and no socket anywhere. */
import type { Page } from '@playwright/test'
import { Pane } from './pane.ts'
import { recordedEvents } from './recorded-events.ts'
import { screenAfter } from './screen.ts'
import { slideIds } from './slide-ids.ts'
import { expect, test } from './test.ts'

const LANES = ['python-threads', 'python-processes'] as const
const LABELS = ['Python, потоки', 'Python, процессы']
/** As in demos/starvation: nothing else about it matters here. */
const SIZE = { cols: 48, rows: 8 }

test('no slide opens a socket or asks for anything of another host', async ({ page, site, faults }) => {
  const sockets: string[] = []
  const strangers: string[] = []
  page.on('websocket', (socket) => sockets.push(socket.url()))
  page.on('request', (request) => {
    if (!request.url().startsWith(site.home)) strangers.push(request.url())
  })
  await page.goto(site.home)
  await expect(page.locator('[data-mode="recording"]')).toContainText(/^Записи от \d+\s\S+\s\d{4} \(.*Linux/)
  for (const id of await slideIds(page)) {
    await goTo(page, id)
    const pane = new Pane(page, id)
    if ((await page.locator(`section#${id} [data-demo]`).count()) > 0) await expect(pane.main).toBeEnabled()
  }
  expect(sockets).toEqual([])
  expect(strangers).toEqual([])
  expect(faults).toEqual([])
})

test('a pane says that it is a recording, of what day and of which machine', async ({ page, site }) => {
  const pane = await Pane.open(page, site.address('sleepers'))
  await expect(pane.badge).toHaveText('запись')
  await pane.badge.click()
  await expect(pane.facts).toContainText(/^Запись от \d+\s\S+\s\d{4}: .+, \d+ яд(ро|ра|ер), .+\sГБ, .*Linux/)
  await expect(pane.facts).toContainText(/python: 3/)
  await page.keyboard.press('Escape')
  await expect(pane.facts).toBeHidden()
})

test('at first the end is shown; the button plays it, pauses it and plays it to its end', async ({ page, site }) => {
  const pane = await Pane.open(page, site.address('timeline'))
  const lanes = ['Python, потоки', 'Python, asyncio']
  await expect.poll(() => pane.position()).toBe(await pane.duration())
  await expect.poll(() => pane.screen('Python, asyncio')).toContain('Одновременно работали')
  const end = await pane.screens(lanes)
  await pane.main.click()
  await expect(pane.main).toHaveText('Пауза')
  await expect.poll(() => pane.position()).toBeLessThan(await pane.duration())
  await pane.main.click()
  await expect(pane.main).toHaveText('Пуск')
  const stood = await pane.position()
  await twoFrames(page)
  expect(await pane.position()).toBe(stood)
  await pane.main.click()
  await expect(pane.main).toHaveText('Пуск')
  expect(await pane.position()).toBe(await pane.duration())
  await expect.poll(() => pane.screens(lanes)).toEqual(end)
})

test('a moment has one screen, from whichever side it is reached', async ({ page, site }) => {
  const pane = await Pane.open(page, site.address('starvation'))
  const recorded = await Promise.all(LANES.map((lane) => recordedEvents(`starvation/${lane}@spinners=100`)))
  const screens = new Set<string>()
  for (const part of [0.1, 0.5, 0.9, 0.5, 0.1, 0.3, 0.9, 0.3]) {
    await pane.seek(part)
    const position = await pane.position()
    const expected = await Promise.all(
      recorded.map((events) =>
        screenAfter(
          events.filter(([seconds]) => seconds <= position),
          SIZE,
        ),
      ),
    )
    await expect.poll(() => pane.screens(LABELS)).toEqual(expected)
    screens.add(expected.join('\n'))
  }
  // Eight presses at four places, each of which shows something else.
  expect(screens.size).toBe(4)
})

test('the keyboard holds the bar too', async ({ page, site }) => {
  const pane = await Pane.open(page, site.address('starvation'))
  await pane.bar.focus()
  await page.keyboard.press('Home')
  await expect.poll(() => pane.position()).toBe(0)
  await page.keyboard.press('End')
  await expect.poll(() => pane.position()).toBe(await pane.duration())
  await expect(page).toHaveURL(/#\/starvation$/)
})

test('the speed is what it says', async ({ page, site }) => {
  await page.clock.install({ time: 0 })
  const pane = await Pane.open(page, site.address('starvation'))
  await page.clock.pauseAt(60_000)
  await pane.main.click()
  for (const [speed, seconds] of [
    ['1', 1],
    ['4', 4],
    ['0.5', 0.5],
  ] as const) {
    await pane.speed.selectOption(speed)
    const before = await pane.position()
    await page.clock.runFor(1000)
    expect((await pane.position()) - before).toBeCloseTo(seconds, 0.5)
  }
})

test('another recorded parameter shows its recording; one that no lane was recorded with cannot be chosen', async ({
  page,
  site,
}) => {
  const pane = await Pane.open(page, site.address('sleepers'))
  await pane.choose('10').click()
  await expect.poll(() => pane.screen('Python, потоки')).toContain('Спят: 10 из 10')
  expect(await pane.results('спят')).toEqual(['10', '10', '10', '10'])
  await expect(pane.root.getByRole('spinbutton')).toBeHidden()
})

test('the result table and the chart hold what the recording found', async ({ page, site }) => {
  const pane = await Pane.open(page, site.address('sleepers'))
  expect(await pane.results('спят')).toEqual(['1000', '1000', '1000', '1000'])
  await expect(pane.plot).toHaveAttribute('aria-label', /Python, потоки: \d.*; Node\.js, промисы: \d/)
  await pane.seek(0)
  await expect.poll(() => pane.results('спят')).toEqual(['—', '—', '—', '—'])
})

test('swimlanes show who ran, and a press on them is a moment', async ({ page, site }) => {
  const pane = await Pane.open(page, site.address('timeline'))
  const lanes = pane.root.getByRole('img', { name: /^Полосы\. Python, потоки: 0 \d.*; Python, asyncio: 0 \d/ })
  await expect(lanes).toBeVisible()
  const box = await lanes.boundingBox()
  await lanes.click({ position: { x: (box?.width ?? 0) / 2, y: (box?.height ?? 0) / 3 } })
  await expect.poll(() => pane.position()).toBeLessThan(await pane.duration())
  expect(await pane.position()).toBeGreaterThan(0)
  await pane.bar.press('End')
  await pane.root.getByRole('button', { name: 'Итог' }).click()
  expect(await pane.results('работали одновременно')).not.toContain('—')
})

test('a pane that was left is found again as it was', async ({ page, site }) => {
  const pane = await Pane.open(page, site.address('starvation'))
  await pane.seek(0.5)
  const position = await pane.position()
  const screens = await pane.screens(LABELS)
  await goTo(page, 'title')
  await expect(pane.root).toHaveCount(0)
  await goTo(page, 'starvation')
  await expect.poll(() => pane.position()).toBeCloseTo(position, 3)
  await expect.poll(() => pane.screens(LABELS)).toEqual(screens)
})

async function goTo(page: Page, slide: string): Promise<void> {
  await page.evaluate((slide) => {
    location.hash = `/${slide}`
  }, slide)
  await expect(page.locator(`section#${slide}`)).toHaveClass(/present/)
}

async function twoFrames(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(undefined)))),
  )
}
