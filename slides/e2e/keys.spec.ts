/** The keys of a presenter: a clicker, a Russian keyboard, and a terminal that wants keys for itself. */
import type { CDPSession, Page } from '@playwright/test'
import { Pane } from './pane.ts'
import { expect, test } from './test.ts'

test('the clicker moves the slides while a terminal, a bar or a field has the focus', async ({ page, live }) => {
  const pane = await Pane.open(page, live.address('timeline'))
  const holders = [
    pane.terminal('Python, потоки').locator('.xterm'),
    pane.root.getByRole('spinbutton', { name: 'задач' }),
    pane.choose('8'),
  ]
  for (const holder of holders) {
    await holder.click()
    await page.keyboard.press('PageDown')
    await at(page, 'parasitic')
    await page.keyboard.press('PageUp')
    await at(page, 'timeline')
  }
  for (const holder of holders) {
    await expect(pane.terminals.first()).toBeVisible()
    await holder.click()
    await page.keyboard.press('PageUp')
    await at(page, 'who-switches')
    await page.keyboard.press('PageDown')
    await at(page, 'timeline')
  }
})

test('the clicker follows the talk and passes by what lies below it', async ({ page, site }) => {
  await page.goto(site.home)
  const talk = await page
    .locator('.slides > section')
    .evaluateAll((columns) => columns.map((column) => (column.querySelector(':scope > section') ?? column).id))
  for (const id of talk) {
    await at(page, id)
    await page.keyboard.press('PageDown')
  }
  for (const id of talk.toReversed()) {
    await at(page, id)
    await page.keyboard.press('PageUp')
  }
})

test('a key typed into a running program goes to it and to nobody else; Escape leaves the terminal', async ({
  page,
  scripted,
}) => {
  const pane = await Pane.open(page, scripted.address('sleepers'))
  await pane.main.click()
  await expect.poll(() => pane.screen('Считает')).toMatch(/\b5\b/)
  await pane.terminal('Считает').locator('.xterm').click()
  await page.keyboard.press('f')
  await page.keyboard.press('ArrowRight')
  await at(page, 'sleepers')
  const typed = (): string[] =>
    scripted.events('sleepers', 'python-threads').flatMap(([, code, data]) => (code === 'i' ? [data] : []))
  await expect.poll(typed).toEqual(['f', '\u001B[C'])
  await page.keyboard.press('Escape')
  await expect(pane.terminal('Считает').locator('.xterm')).not.toHaveClass(/focus/)
  await page.keyboard.press('ArrowRight')
  await at(page, 'who-switches')
  expect(typed()).toHaveLength(2)
})

test('Enter plays the pane of the slide, and nothing on a slide without one', async ({ page, site }) => {
  const pane = await Pane.open(page, site.address('starvation'))
  await page.keyboard.press('Enter')
  await expect(pane.main).toHaveText('Пауза')
  await page.keyboard.press('Enter')
  await expect(pane.main).toHaveText('Пуск')
  await page.keyboard.press('PageDown')
  await page.keyboard.press('Enter')
  await at(page, 'performance')
})

test('Enter starts the pane also after its parameter was chosen by mouse', async ({ page, live }) => {
  const pane = await Pane.open(page, live.address('timeline'))
  await pane.choose('8').click()
  await expect(pane.choose('8')).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Enter')
  await expect(pane.main).toHaveText('Стоп')
  expect(live.run('timeline').request.params).toEqual({ tasks: 8 })
})

test('Escape brings a large terminal back before it opens the overview', async ({ page, site }) => {
  const pane = await Pane.open(page, site.address('timeline'))
  await pane.terminal('Python, asyncio').getByTitle('Терминал на весь экран').click()
  await expect(pane.terminal('Python, потоки')).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(pane.terminal('Python, потоки')).toBeVisible()
  await expect(page.locator('.reveal')).not.toHaveClass(/overview/)
  await page.keyboard.press('Escape')
  await expect(page.locator('.reveal')).toHaveClass(/overview/)
  await page.keyboard.press('Enter')
  await expect(page.locator('.reveal')).not.toHaveClass(/overview/)
})

test('letters work by their place, with a Russian layout', async ({ page, context, site }) => {
  await page.goto(site.address('plan'))
  await at(page, 'plan')
  const keyboard = await context.newCDPSession(page)
  const press = (code: string): Promise<void> => pressRussian(keyboard, code)
  await press('KeyN')
  await at(page, 'server-client')
  await press('KeyP')
  await at(page, 'plan')
  await press('KeyL')
  await at(page, 'server-client')
  await press('KeyH')
  await at(page, 'plan')
  await press('KeyO')
  await expect(page.locator('.reveal')).toHaveClass(/overview/)
  await press('KeyO')
  await expect(page.locator('.reveal')).not.toHaveClass(/overview/)
  await press('KeyB')
  await expect(page.locator('.reveal')).toHaveClass(/paused/)
  // A dark screen comes back by any key of a clicker, and the slide stays.
  await page.keyboard.press('PageDown')
  await expect(page.locator('.reveal')).not.toHaveClass(/paused/)
  await at(page, 'plan')
  await press('KeyF')
  await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true)
  await press('KeyF')
  await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(false)
  const theme = (): Promise<string | undefined> => page.evaluate(() => document.documentElement.dataset['theme'])
  await press('KeyT')
  expect(await theme()).toBe('dark')
  await press('KeyT')
  expect(await theme()).toBe('light')
})

test('keys of the browser and the system stay theirs', async ({ page, site }) => {
  await page.goto(site.address('plan'))
  await at(page, 'plan')
  for (const key of ['Control+ArrowRight', 'Alt+ArrowRight', 'Meta+KeyN', 'Control+KeyB'])
    await page.keyboard.press(key)
  await at(page, 'plan')
  await expect(page.locator('.reveal')).not.toHaveClass(/paused/)
})

async function at(page: Page, slide: string): Promise<void> {
  await expect(page.locator(`section#${slide}`)).toHaveClass(/present/)
}

/** Playwright's own keyboard is an English one. */
async function pressRussian(keyboard: CDPSession, code: string): Promise<void> {
  const key = RUSSIAN[code]
  if (key === undefined) throw new Error(`Expected a key of ${Object.keys(RUSSIAN).join(', ')}, got ${code}.`)
  const event = { key, code, text: key, windowsVirtualKeyCode: code.charCodeAt(3) }
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event })
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
}

const RUSSIAN: Readonly<Record<string, string>> = {
  KeyB: 'и',
  KeyF: 'а',
  KeyH: 'р',
  KeyL: 'д',
  KeyN: 'т',
  KeyO: 'щ',
  KeyP: 'з',
  KeyT: 'е',
}
