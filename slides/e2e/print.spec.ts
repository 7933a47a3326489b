/** The deck on paper, as reveal prints it and as the browser does: posters in the place of terminals. */
import { slideIds } from './slide-ids.ts'
import { expect, test } from './test.ts'

test('the print view shows posters and starts nothing', async ({ page, site, faults }) => {
  await page.goto(site.home)
  const slides = await slideIds(page)
  await page.goto(site.address('', '?print-pdf'))
  await expect(page.locator('.pdf-page')).toHaveCount(slides.length)
  const panes = await page.locator('[data-demo]').count()
  // A table has one picture for all its lanes.
  const tables = await page.locator('.poster-table').count()
  const lanes = await page
    .locator('[data-demo]:not(:has(> .poster-table))')
    .evaluateAll((hosts) =>
      hosts.reduce((sum, host) => sum + (host.getAttribute('data-lanes') ?? '').split(',').length, 0),
    )
  expect(panes).toBeGreaterThan(0)
  await expect(page.locator('.xterm')).toHaveCount(0)
  await expect(page.locator('[data-demo] > .poster:visible')).toHaveCount(panes)
  await expect(page.locator('.poster > figure:visible')).toHaveCount(lanes)
  await expect(page.locator('.poster-table > img:visible')).toHaveCount(tables)
  for (const poster of await page.locator('.poster > figure').all())
    await expect(poster.locator('pre')).toHaveText(/\S/)
  expect(faults).toEqual([])
})

test('the print view shows every chart, as the picture of its recordings', async ({ page, site, faults }) => {
  await page.goto(site.address('', '?print-pdf'))
  await expect(page.locator('.pdf-page').first()).toBeVisible()
  const charts = await page.locator('[data-chart]').count()
  expect(charts).toBeGreaterThan(0)
  await expect(page.locator('[data-chart] > img:visible')).toHaveCount(charts)
  // Loaded, and not empty: a lazy picture that no scrolling reaches would be a white box on paper.
  for (const picture of await page.locator('[data-chart] > img, .poster-table > img').all())
    await expect
      .poll(() => picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0))
      .toBe(true)
  for (const chart of await page.locator('[data-chart]').all())
    await expect(chart.locator('img')).toHaveAttribute('alt', /^График[.:] \S/)
  await expect(page.locator('.chart-live')).toHaveCount(0)
  expect(faults).toEqual([])
})

test('the print view makes a page of each slide', async ({ page, site }) => {
  await page.goto(site.address('', '?print-pdf'))
  await expect(page.locator('.pdf-page').first()).toBeVisible()
  const slides = await page.locator('.pdf-page').count()
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true })
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(slides)
})

test('a mounted pane prints its poster', async ({ page, site }) => {
  await page.goto(site.address('timeline'))
  const slide = page.locator('section#timeline')
  await expect(slide.locator('.xterm').first()).toBeVisible()
  await page.emulateMedia({ media: 'print' })
  await expect(slide.locator('.poster')).toBeVisible()
  await expect(slide.locator('.poster')).toContainText('Переключений')
  await expect(slide.locator('.xterm').first()).toBeHidden()
})

test('without script the deck is a page to read', async ({ browser, site }) => {
  const page = await browser.newPage({ javaScriptEnabled: false })
  await page.goto(site.home)
  for (const title of ['Потоки против сопроцедур', 'Сколько стоит ждать?', 'Не верьте мне, запустите у себя'])
    await expect(page.getByRole('heading', { name: title })).toBeVisible()
  await expect(page.locator('.poster').first()).toBeVisible()
  await page.close()
})
