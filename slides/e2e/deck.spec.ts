/** Every slide, at the sizes of projectors: nothing sticks out, nothing is too small, nothing complains. */
import { Pane } from './pane.ts'
import { layoutFaults } from './layout-faults.ts'
import { slideIds } from './slide-ids.ts'
import { expect, test } from './test.ts'

for (const viewport of [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
])
  test(`every slide fits its frame and can be read at ${viewport.width}×${viewport.height}`, async ({
    page,
    site,
    faults,
  }) => {
    await page.setViewportSize(viewport)
    await page.goto(site.home)
    for (const id of await slideIds(page)) {
      await page.goto(site.address(id))
      await expect(page.locator(`section#${id}`)).toHaveClass(/present/)
      if ((await page.locator(`section#${id} [data-demo]`).count()) > 0) {
        const pane = new Pane(page, id)
        await expect(pane.parts.first()).toBeVisible()
        await expect(pane.root.locator('canvas, .lane-table').first()).toBeVisible()
      }
      for (const chart of await page.locator(`section#${id} [data-chart]`).all())
        await expect(chart.locator('svg[role="img"]')).toBeVisible()
      await page.evaluate(() => document.fonts.ready)
      expect.soft(await layoutFaults(page, id), id).toEqual([])
    }
    expect(faults).toEqual([])
  })

test('every slide breaks no rule of the server’s policy, live', async ({ page, live, faults }) => {
  await page.goto(live.address(''))
  for (const id of await slideIds(page)) {
    await page.evaluate((id) => void (location.hash = `/${id}`), id)
    await expect(page.locator(`section#${id}`)).toHaveClass(/present/)
    if ((await page.locator(`section#${id} [data-demo]`).count()) > 0)
      await expect(new Pane(page, id).badge).toHaveText('эфир')
  }
  expect(faults).toEqual([])
})

test('every slide has a title, notes and an address of its own', async ({ page, site }) => {
  await page.goto(site.home)
  const ids = await slideIds(page)
  expect(ids.length).toBeGreaterThan(0)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).not.toContain('')
  for (const id of ids) {
    const slide = page.locator(`section#${id}`)
    await expect(slide.locator('.frame > :is(h1, h2)')).not.toBeEmpty()
    await expect(slide.locator('aside.notes')).toHaveText(/\S/)
  }
})

test('every picture, button and field has a name', async ({ page, site }) => {
  await page.goto(site.home)
  for (const id of await slideIds(page)) {
    await page.goto(site.address(id))
    if ((await page.locator(`section#${id} [data-demo]`).count()) > 0)
      await expect(new Pane(page, id).root.locator('canvas, .lane-table').first()).toBeVisible()
    const nameless = await page
      .locator(`section#${id}`)
      .locator('[role="img"]:not([aria-label]), button:not([aria-label]):empty, input:not([aria-label], .xterm *)')
      .evaluateAll((elements) => elements.map((element) => element.outerHTML.slice(0, 120)))
    expect(nameless, id).toEqual([])
  }
})

test('a slide can be linked to, gone to and reloaded', async ({ page, site }) => {
  await page.goto(site.address('plan'))
  await page.getByRole('link', { name: 'Потоки, когда их много' }).click()
  await expect(page.locator('section#who-switches')).toBeVisible()
  await expect(page).toHaveURL(/#\/who-switches$/)
  await page.reload()
  await expect(page.locator('section#who-switches')).toBeVisible()
})
