/** When the first heading is on the screen of a slow machine that has nothing cached. */
import type { Browser } from '@playwright/test'
import type { StaticDeck } from '../static-deck.ts'
import { medianFigure, type Figure } from './figure.ts'
import { openPage } from './open-page.ts'

const TIMES = 9
const SLOWDOWN = 4

export async function measureHeading(browser: Browser, site: StaticDeck): Promise<Figure> {
  const times: number[] = []
  for (let time = 0; time < TIMES; time++) times.push(await headingPaint(browser, site))
  return medianFigure({ name: `First heading, ${SLOWDOWN}× slower CPU, cold`, unit: 'ms', target: 450 }, times)
}

/** Milliseconds from the navigation to the first paint in which the browser saw the h1. */
async function headingPaint(browser: Browser, site: StaticDeck): Promise<number> {
  const page = await openPage(browser)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
  await page.addInitScript(() => {
    Object.assign(window, { headingPaint: new Promise(observeHeading) })

    function observeHeading(resolve: (milliseconds: number) => void): void {
      new PerformanceObserver((list, observer) => {
        for (const entry of list.getEntries()) {
          const { element, startTime } = entry as PerformanceEntry & { readonly element?: Element | null }
          if (element?.closest('h1') == null) continue
          observer.disconnect()
          resolve(startTime)
        }
      }).observe({ type: 'largest-contentful-paint', buffered: true })
    }
  })
  await page.goto(site.home)
  const time = await page.evaluate(() => (window as unknown as { headingPaint: Promise<number> }).headingPaint)
  await page.context().close()
  return time
}
