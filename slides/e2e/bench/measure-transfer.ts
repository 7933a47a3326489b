/** What the deck loads: at first, and later when a slide needs it. */
import { gzipSync } from 'node:zlib'
import type { Browser, Page, Response } from '@playwright/test'
import { Pane } from '../pane.ts'
import { slideIds } from '../slide-ids.ts'
import type { StaticDeck } from '../static-deck.ts'
import type { Figure, Part } from './figure.ts'
import { openPage } from './open-page.ts'

/** Two figures of the first slide, one of all that comes later. Text counts as gzip makes it, a font as it is. */
export async function measureTransfer(browser: Browser, site: StaticDeck): Promise<Figure[]> {
  const page = await openPage(browser)
  const files = watchFiles(page, new URL(site.home).pathname)
  await page.goto(site.home)
  await page.locator('h1').waitFor()
  const first = await files.take()
  await visitPanes(page, site)
  const later = await files.take()
  await page.context().close()

  const scripts = first.filter(({ name }) => name.endsWith('.js'))
  return [
    { name: 'First slide, all files', unit: 'KB', target: 80, value: sum(first), parts: first },
    { name: 'First slide, scripts', unit: 'KB', target: 40, value: sum(scripts) },
    { name: 'Later, when a slide needs it', unit: 'KB', value: sum(later), parts: later },
  ]
}

interface Files {
  /** What has come since the last time, largest first, as soon as the network is quiet. */
  take(): Promise<Part[]>
}

function watchFiles(page: Page, folder: string): Files {
  const parts: Part[] = []
  /** The browser asks for the icon again at every slide. */
  const known = new Set<string>()
  const open = new Set<Promise<void>>()
  page.on('request', (request) => {
    const taking = request.response().then(async (response) => {
      const part = response && (await weigh(response, folder))
      if (!part || known.has(part.name)) return
      known.add(part.name)
      parts.push(part)
    })
    open.add(taking)
    taking.finally(() => open.delete(taking)).catch(() => undefined)
  })
  return {
    async take() {
      do {
        await Promise.all(open)
        await page.waitForTimeout(QUIET_MS)
      } while (open.size > 0)
      return parts.splice(0).toSorted((a, b) => b.value - a.value)
    },
  }
}

/** What browsers, too, call an idle network. */
const QUIET_MS = 500

async function visitPanes(page: Page, site: StaticDeck): Promise<void> {
  for (const id of await slideIds(page)) {
    await page.goto(site.address(id))
    if ((await page.locator(`section#${id} [data-demo]`).count()) > 0)
      await new Pane(page, id).root.locator('canvas, .lane-table').first().waitFor()
  }
}

/** Kilobytes of 1 000 bytes, as browsers count. Recordings are data, and the reader's choice. */
async function weigh(response: Response, folder: string): Promise<Part | undefined> {
  const { pathname } = new URL(response.url())
  const name = decodeURIComponent(pathname.slice(folder.length)) || 'index.html'
  if (response.status() !== 200 || name.endsWith('.cast')) return undefined
  const body = await response.body()
  const bytes = COMPRESSED.test(name) ? body.length : gzipSync(body, { level: 9 }).length
  return { name, value: bytes / 1000 }
}

const COMPRESSED = /\.(?:woff2|png)$/

function sum(parts: readonly Part[]): number {
  return parts.reduce((sum, { value }) => sum + value, 0)
}
