/** How many frames a second the deck draws while three terminals print 30 lines 30 times a second each. */
import path from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { layGround, openLiveDeck } from '../live-deck.ts'
import { Pane } from '../pane.ts'
import type { Figure } from './figure.ts'
import { openPage } from './open-page.ts'

/** Frames that are counted, after as many to warm up. */
const FRAMES = 180

export async function measureFrames(browser: Browser): Promise<Figure> {
  const live = await openLiveDeck(await layGround(path.join(import.meta.dirname, '../programs/flows')))
  try {
    const page = await openPage(browser)
    const pane = await Pane.open(page, live.address('sleepers'))
    await pane.root.getByRole('button', { name: 'Панель на весь экран' }).click()
    await pane.root.getByRole('button', { name: 'Терминалы' }).click()
    await pane.main.click()
    await page.waitForFunction(
      (count) => document.querySelectorAll('.pane-cell[data-state="running"]').length === count,
      3,
    )
    await framesPerSecond(page)
    const value = await framesPerSecond(page)
    await page.context().close()
    return { name: 'Three terminals, 30 lines at 30 Hz', unit: 'fps', target: 50, value }
  } finally {
    await live.close()
  }
}

async function framesPerSecond(page: Page): Promise<number> {
  return page.evaluate(
    (frames) =>
      new Promise<number>((resolve) => {
        const begin = performance.now()
        let left = frames
        requestAnimationFrame(function count() {
          if (--left > 0) requestAnimationFrame(count)
          else resolve((frames * 1000) / (performance.now() - begin))
        })
      }),
    FRAMES,
  )
}
