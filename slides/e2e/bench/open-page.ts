/** A page as the deck's reader has it, in a context of its own: nothing cached, nothing stored. */
import type { Browser, Page } from '@playwright/test'

/** Closing the page's context closes it too. */
export async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'ru-RU' })
  // tsx calls this helper in every function that it compiles, and a function given to a page leaves it behind.
  await context.addInitScript({ content: 'globalThis.__name = (named) => named' })
  return context.newPage()
}
