/**
 * `npm run screenshot`: the picture in the README. `npm run screenshot -- --all DIR`: every slide at the sizes of two
 * projectors, for looking at.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { Command } from 'commander'
import { buildDeck, ROOT } from '../../server/build-deck.ts'
import { BROWSER_ARGS, findBrowser } from './browser.ts'
import { Pane } from './pane.ts'
import { slideIds } from './slide-ids.ts'
import { openStaticDeck, type StaticDeck } from './static-deck.ts'

const PICTURE = path.join(ROOT, 'public/screenshot.png')
/** Bytes: it is in the repository and on its first page. */
const MOST = 150_000
const SIZES = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
] as const

const { all } = new Command('npm run screenshot --')
  .description('Takes the picture of the README.')
  .option('--all <dir>', 'take all slides into this folder instead')
  .parse()
  .opts<{ all?: string }>()

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`)
  const executablePath = await findBrowser(say)
  await buildDeck(() => say('Building the deck…'))
  const site = await openStaticDeck()
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS })
  try {
    if (all === undefined) await takePicture(browser, site)
    else await takeAll(browser, site, all)
  } finally {
    await browser.close()
    await site.close()
  }
}

async function takePicture(browser: Browser, site: StaticDeck): Promise<void> {
  const page = await browser.newPage({ viewport: SIZES[0], locale: 'ru-RU' })
  const picture = await takeSlide(page, site, 'sleepers')
  if (picture.length > MOST)
    throw new Error(`Expected a picture of at most ${MOST} bytes, got ${picture.length}: it was not kept.`)
  await writeFile(PICTURE, picture)
  process.stdout.write(`${path.relative(ROOT, PICTURE)}: ${Math.round(picture.length / 1000)} KB\n`)
}

/** `<number>-<slide>-<width>.png` */
async function takeAll(browser: Browser, site: StaticDeck, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  for (const viewport of SIZES) {
    const page = await browser.newPage({ viewport, locale: 'ru-RU' })
    await page.goto(site.home)
    for (const [index, id] of (await slideIds(page)).entries()) {
      const name = `${String(index + 1).padStart(2, '0')}-${id}-${viewport.width}.png`
      await writeFile(path.join(dir, name), await takeSlide(page, site, id))
    }
    await page.close()
  }
}

/** A slide as it stands at first: panes show the ends of their recordings. */
async function takeSlide(page: Page, site: StaticDeck, id: string): Promise<Buffer> {
  await page.goto(site.address(id))
  await page.locator(`section#${id}.present`).waitFor()
  if ((await page.locator(`section#${id} [data-demo]`).count()) > 0) {
    const pane = new Pane(page, id)
    await pane.root.locator('canvas, .lane-table').first().waitFor()
    await pane.root.locator('.xterm-rows > div, .lane-table td', { hasText: /\S/ }).first().waitFor()
  }
  for (const chart of await page.locator(`section#${id} [data-chart]`).all()) await chart.locator('svg').waitFor()
  await page.evaluate(() => document.fonts.ready)
  return page.screenshot({ animations: 'disabled' })
}
