/** Files that are missing, cut or not what they should be: a sentence in the pane, and the deck goes on. */
import type { Page, Route } from '@playwright/test'
import { Pane } from './pane.ts'
import { expect, test } from './test.ts'

const RECORDING = '**/recordings/starvation/python-threads@spinners=100.cast'

for (const [what, spoil] of [
  ['cut', (text: string) => text.slice(0, text.length / 2)],
  ['cut between two lines', (text: string) => text.split('\n').slice(0, -2).join('\n')],
  ['another page', () => '<!doctype html><title>404</title>'],
] as const) {
  test(`a recording that is ${what} is told so, and the deck goes on`, async ({ page, site }) => {
    await page.route(RECORDING, (route) => answerWith(route, spoil))
    const pane = await openBroken(page, site.address('starvation'))
    await expect(pane.message).toHaveText('Запись не читается.')
    await goesOn(page, pane)
  })
}

test('a recording that is missing is told so, and the deck goes on', async ({ page, site }) => {
  await page.route(RECORDING, (route) => route.fulfill({ status: 404 }))
  const pane = await openBroken(page, site.address('starvation'))
  await expect(pane.message).toHaveText('Запись не читается.')
  await goesOn(page, pane)
})

test('without the list of recordings a slide keeps its posters or says so, and the deck goes on', async ({
  page,
  site,
}) => {
  await page.route('**/demos/starvation.json', (route) => route.fulfill({ status: 404 }))
  await page.goto(site.address('starvation'))
  const slide = page.locator('section#starvation')
  await expect(slide.locator('.poster:visible, .pane-message:visible').first()).toHaveText(/\S/)
  await page.keyboard.press('PageUp')
  await expect(page.locator('section#starvation-code')).toBeVisible()
})

test('without its terminals a slide keeps its posters, and the deck goes on', async ({ page, site }) => {
  await page.route('**/assets/mount-*.js', (route) => route.abort())
  await page.goto(site.address('starvation'))
  const poster = page.locator('section#starvation .poster')
  await expect(poster).toBeVisible()
  await expect(poster).toContainText('Должно было пройти 5 с')
  await page.keyboard.press('PageUp')
  await expect(page.locator('section#starvation-code')).toBeVisible()
})

async function openBroken(page: Page, address: string): Promise<Pane> {
  const pane = new Pane(page, 'starvation')
  await page.goto(address)
  await expect(pane.terminals.first()).toBeVisible()
  return pane
}

/** Another parameter of the same pane, and another slide's pane, are untouched. */
async function goesOn(page: Page, pane: Pane): Promise<void> {
  await pane.choose('10').click()
  await expect.poll(() => pane.screen('Python, потоки')).toContain('Должно было пройти 5 с')
  await expect(pane.message).toBeHidden()
  for (const slide of ['starvation-code', 'many-threads', 'parasitic', 'timeline']) {
    await page.keyboard.press('PageUp')
    await expect(page.locator(`section#${slide}`)).toBeVisible()
  }
  const other = new Pane(page, 'timeline')
  await expect(other.badge).toHaveText('запись')
  await expect.poll(() => other.screen('Python, потоки')).toContain('Переключений')
}

async function answerWith(route: Route, spoil: (text: string) => string): Promise<void> {
  const response = await route.fetch()
  await route.fulfill({ response, body: spoil(await response.text()) })
}
