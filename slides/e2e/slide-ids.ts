/** The ids of all slides, in the order of the talk; those below another follow it. */
import type { Page } from '@playwright/test'

export async function slideIds(page: Page): Promise<string[]> {
  await page.locator('.reveal.ready').waitFor()
  return page
    .locator('.slides section:not(:has(> section))')
    .evaluateAll((sections) => sections.map((section) => section.id))
}
