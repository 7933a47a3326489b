/** The deck with its server: programs start, print, are measured and stop. */
import { openLiveDeck } from './live-deck.ts'
import { Pane } from './pane.ts'
import { HAS_PROC } from './processes-tagged.ts'
import { screenAfter } from './screen.ts'
import { expect, test } from './test.ts'

const LANES = [
  ['python-threads', 'Python, потоки'],
  ['python-asyncio', 'Python, asyncio'],
  ['c-pthreads', 'C, pthreads'],
  ['node', 'Node.js, промисы'],
] as const
const SIZE = { cols: 48, rows: 8 }

test('the address with the token is live, and the token leaves the address', async ({ page, live, faults }) => {
  await page.goto(live.server.address)
  await expect(page.locator('[data-mode="live"]')).toContainText('Эфир: программы запускаются на этой машине')
  await expect(page.locator('section#title')).toBeVisible()
  expect(page.url()).not.toContain(live.server.tokens.presenter)
  expect(faults).toEqual([])
})

test('the address may name a slide, whose pane is ready to start', async ({ page, live, faults }) => {
  const pane = await Pane.open(page, live.address('sleepers'))
  await expect(pane.badge).toHaveText('эфир')
  await expect(pane.main).toHaveText('Пуск')
  await expect(page).toHaveURL(/#\/sleepers$/)
  expect(faults).toEqual([])
})

test('Enter runs every lane to its end: terminals, chart and table fill', async ({ page, live, faults }) => {
  const pane = await Pane.open(page, live.address('sleepers'))
  await pane.choose('10').click()
  await expect(pane.choose('10')).toHaveAttribute('aria-pressed', 'true')
  // keys.spec.ts asks whether the choice itself lets go of Enter.
  await pane.choose('10').blur()
  await page.keyboard.press('Enter')
  await expect(pane.main).toHaveText('Стоп')
  // While it runs its parameters are what they are.
  await expect(pane.choose('1000')).toBeDisabled()
  await expect(pane.main).toHaveText('Пуск', { timeout: 30_000 })
  for (const [id, label] of LANES) {
    await expect(pane.state(label)).toHaveText('готово')
    await pane.show(label)
    await expect.poll(() => pane.screen(label)).toBe(await screenAfter(live.events('sleepers', id), SIZE))
    expect(await pane.screen(label)).toContain('Спят: 10 из 10')
    await expect(pane.plot).toHaveAttribute('aria-label', new RegExp(`${label}: \\d`))
  }
  expect(await pane.results('спят')).toEqual(['10', '10', '10', '10'])
  expect(live.run('sleepers').request.params).toEqual({ n: 10 })
  await expect(pane.message).toBeHidden()
  await expect(pane.badge).toHaveText('эфир')
  expect(faults).toEqual([])
})

test('a parameter that was never recorded runs too, started by the button', async ({ page, live }) => {
  const pane = await Pane.open(page, live.address('sleepers'))
  const free = pane.root.getByRole('spinbutton', { name: 'спящих' })
  await free.fill('25')
  await free.press('Tab')
  await pane.main.click()
  await expect.poll(() => pane.screen('Python, потоки')).toContain('Укладываю спать: 25')
  await expect.poll(() => pane.screen('Python, потоки'), { timeout: 20_000 }).toContain('Спят: 25 из 25')
})

test('a value beyond the manifest becomes the nearest one within', async ({ page, live }) => {
  const pane = await Pane.open(page, live.address('timeline'))
  const free = pane.root.getByRole('spinbutton', { name: 'задач' })
  await free.fill('1000')
  await free.press('Tab')
  await expect(free).toHaveValue('8')
})

test('Stop ends the program and all that it started, and is no failure', async ({ page, live, faults }) => {
  test.skip(!HAS_PROC, 'Only /proc tells which processes a run has.')
  const pane = await Pane.open(page, live.address('starvation'))
  await pane.main.click()
  await expect(pane.state('Python, потоки')).toHaveText('работает')
  await expect.poll(() => live.processes('starvation', 'python-threads').length).toBe(1)
  await pane.main.click()
  await expect(pane.main).toHaveText('Пуск')
  await expect(pane.state('Python, потоки')).toHaveText('остановлено')
  await expect(pane.badge).toHaveText('эфир')
  await expect(pane.message).toBeHidden()
  expect(live.processes('starvation', 'python-threads')).toEqual([])
  expect(live.processes('starvation', 'python-processes')).toEqual([])
  expect(faults).toEqual([])
})

test('a finished run repeats from the server', async ({ page, live }) => {
  const pane = await Pane.open(page, live.address('timeline'))
  await pane.main.click()
  await expect(pane.main).toHaveText('Стоп')
  await expect(pane.main).toHaveText('Пуск', { timeout: 20_000 })
  await expect(page.getByRole('img', { name: /^Полосы\. Python, потоки: 0 \d/ })).toBeVisible()
  const end = await pane.screens(['Python, потоки', 'Python, asyncio'])
  await pane.root.getByRole('button', { name: 'Повтор' }).click()
  await expect(pane.badge).toHaveText('эфир, повтор')
  await expect.poll(() => pane.position()).toBe(await pane.duration())
  await expect.poll(() => pane.screens(['Python, потоки', 'Python, asyncio'])).toEqual(end)
})

test('a lane whose runtime is missing says so and shows the end of its recording', async ({ page, ground }) => {
  const why = { code: 'missing-runtime', missing: 'компилятор C (cc)', cure: 'apt install gcc' } as const
  const demos = ground.demos.map((demo) => ({
    ...demo,
    lanes: demo.lanes.map((lane) => (lane.language === 'c' ? { ...lane, available: false, why } : lane)),
  }))
  const live = await openLiveDeck({ ...ground, demos })
  try {
    const pane = await Pane.open(page, live.address('sleepers'))
    await pane.show('C, pthreads')
    await expect(pane.terminal('C, pthreads')).toContainText(
      'Здесь не нашлось: компилятор C (cc). Поставить: apt install gcc.',
    )
    await expect(pane.terminal('C, pthreads')).toContainText('Здесь не запускается, показан конец записи.')
    await expect.poll(() => pane.screen('C, pthreads')).toContain('Спят: 1000 из 1000')
    await pane.choose('10').click()
    await pane.main.click()
    await expect(pane.main).toHaveText('Стоп')
    expect(live.run('sleepers').lanes.map(({ lane }) => lane.id)).toEqual(['python-threads', 'python-asyncio', 'node'])
    await expect(pane.main).toHaveText('Пуск', { timeout: 20_000 })
    await expect(pane.state('Python, потоки')).toHaveText('готово')
  } finally {
    await live.close()
  }
})
