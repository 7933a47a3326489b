/** Figures of the whole way: server, socket, the built deck's pane in a real Chromium. */
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type Browser, type Page } from '@playwright/test'
import { BROWSER_ARGS } from '../../slides/e2e/browser.ts'
import { Client } from './client.ts'
import type { Figure } from './figure.ts'
import { countLost } from './raw.ts'
import type { ServerProcess } from './server-process.ts'

export interface PageOptions {
  readonly executablePath: string
  readonly rounds: number
  readonly keys: number
}

export async function measurePage(server: ServerProcess, options: PageOptions): Promise<Figure[]> {
  const { rounds, keys } = options
  return [
    ...(await withBrowser(options, [], async (browser) => [
      ...(await measurePageText(browser, server, rounds)),
      ...(await measurePageInterrupt(browser, server, rounds)),
      {
        name: 'key to echo on the screen, no flood',
        unit: 'ms',
        values: await echoTimes(browser, server, keys, false),
      },
      ...echoBesideFlood(await echoTimes(browser, server, keys, true)),
    ])),
    ...(await withBrowser(options, [UNDEFERRED], async (browser) => [
      {
        name: 'the same where the browser does not put off tasks after a key',
        unit: 'ms',
        values: await echoTimes(browser, server, keys, true),
        note: 'Chromium lets a frame pass between a key and what the network brings: that is the rest',
      },
    ])),
  ]
}

const UNDEFERRED = '--disable-features=DeferRendererTasksAfterInput'

async function withBrowser(
  { executablePath }: PageOptions,
  args: readonly string[],
  measure: (browser: Browser) => Promise<Figure[]>,
): Promise<Figure[]> {
  const browser = await chromium.launch({ executablePath, args: [...BROWSER_ARGS, ...args] })
  try {
    return await measure(browser)
  } finally {
    await browser.close()
  }
}

function echoBesideFlood(values: readonly number[]): Figure[] {
  const name = 'key to echo on the screen beside a flooding pane'
  return [
    { name, unit: 'ms', values, target: 20 },
    { name, unit: 'ms', values, target: 50, of: 'p99' },
  ]
}

async function measurePageText(browser: Browser, server: ServerProcess, rounds: number): Promise<Figure[]> {
  const page = await openDeck(browser, server, ['text'])
  const presenter = await Client.enter(server.port, server.tokens.presenter)
  const seconds: number[] = []
  const lost: number[] = []
  const memory: number[] = []
  const idle = server.memory
  for (let round = 0; round < rounds; round++) {
    let peak = idle
    const watch = setInterval(() => (peak = Math.max(peak, server.memory)), 20)
    const seen = await waitFor(page, 'text', { text: 'конец', isNew: true })
    const began = performance.now()
    presenter.send({ type: 'start', slot: 'text', demo: 'load', lanes: ['text'], params: { seconds: 600 } })
    await seen()
    seconds.push((performance.now() - began) / 1000)
    clearInterval(watch)
    memory.push(peak - idle)
    lost.push(countLost(await readScrollback(page)))
  }
  const heap = await heapOf(page)
  presenter.close()
  await page.close()
  return [
    { name: TEXT, unit: 's', values: seconds, target: 3 },
    { name: 'lines lost of the last 1000, page', unit: 'lines', values: lost, target: 0, of: 'max' },
    { name: 'memory of the server above idle, page', unit: 'MB', values: memory, target: 40, of: 'max' },
    { name: 'heap of the page after them', unit: 'MB', values: [heap], target: 40 },
  ]
}

/** What ttyd is compared by. */
export const TEXT = '50 MB of text through a pane of the deck'

async function echoTimes(
  browser: Browser,
  server: ServerProcess,
  keys: number,
  isBesideFlood: boolean,
): Promise<number[]> {
  const lanes = isBesideFlood ? ['echo', 'endless'] : ['echo']
  const page = await openDeck(browser, server, lanes)
  const presenter = await Client.enter(server.port, server.tokens.presenter)
  const ready = await waitFor(page, 'echo', { text: '?', isNew: true })
  for (const lane of lanes)
    presenter.send({ type: 'start', slot: lane, demo: 'load', lanes: [lane], params: { seconds: 600 } })
  await ready()
  await sleep(1000)
  await page.click(`${pane('echo')} .xterm-screen`)
  const times: number[] = []
  for (let key = 0; key < keys; key++) {
    await sleep(20 + (key % 13))
    const answer = await waitForKey(page, 'echo', undefined)
    await page.keyboard.press('x')
    times.push(await answer())
  }
  for (const slot of lanes) presenter.send({ type: 'stop', slot })
  await sleep(1500)
  presenter.close()
  await page.close()
  return times
}

async function measurePageInterrupt(browser: Browser, server: ServerProcess, rounds: number): Promise<Figure[]> {
  const page = await openDeck(browser, server, ['endless'])
  const presenter = await Client.enter(server.port, server.tokens.presenter)
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    presenter.send({ type: 'start', slot: 'endless', demo: 'load', lanes: ['endless'], params: { seconds: 600 } })
    await sleep(2500)
    await page.click(`${pane('endless')} .xterm-screen`)
    const answer = await waitForKey(page, 'endless', 'остановлен')
    await page.keyboard.press('Control+c')
    times.push(await answer())
    await sleep(500)
  }
  presenter.close()
  await page.close()
  return [{ name: 'Ctrl-C in a flood to the end of output on the screen', unit: 'ms', values: times, target: 100 }]
}

async function openDeck(browser: Browser, server: ServerProcess, lanes: readonly string[]): Promise<Page> {
  const page = await browser.newPage({ locale: 'ru-RU', viewport: { width: 1280, height: 720 } })
  // What esbuild calls in the functions that are evaluated in the page.
  await page.addInitScript({ content: 'globalThis.__name = (target) => target' })
  await page.goto(`http://127.0.0.1:${server.port}/?lanes=${lanes.join(',')}#t=${server.tokens.presenter}`)
  for (const lane of lanes) await page.waitForSelector(`${pane(lane)} .xterm-rows`)
  return page
}

function pane(lane: string): string {
  return `[data-slot="${lane}"]`
}

/** Gives back what resolves when the text is on the screen; `isNew` ignores what was there before. */
async function waitFor(
  page: Page,
  lane: string,
  { text }: { text: string; isNew: true },
): Promise<() => Promise<void>> {
  const waiting = await page.evaluateHandle(
    ([selector, wanted]) => {
      const screen = document.querySelector(`${selector} .pane-body`) as Element
      const has = (): boolean => screen.querySelector('.xterm-rows')?.textContent?.includes(wanted as string) === true
      let wasThere = has()
      const promise = new Promise<void>((resolve) => {
        const observer = new MutationObserver(() => {
          if (!has()) wasThere = false
          else if (!wasThere) {
            observer.disconnect()
            resolve()
          }
        })
        observer.observe(screen, { childList: true, subtree: true, characterData: true })
      })
      return { promise }
    },
    [pane(lane), text],
  )
  return () => waiting.evaluate(({ promise }) => promise)
}

/** Milliseconds from the next key, by the time the browser got it, to the text, or to any change, on the screen. */
async function waitForKey(page: Page, lane: string, text: string | undefined): Promise<() => Promise<number>> {
  const waiting = await page.evaluateHandle(
    ([selector, wanted]) => {
      const rows = document.querySelector(`${selector} .xterm-rows`) as Element
      const before = rows.textContent ?? ''
      const promise = new Promise<number>((resolve) => {
        let pressed = Number.NaN
        window.addEventListener('keydown', ({ key, timeStamp }) => key !== 'Control' && (pressed = timeStamp), {
          capture: true,
        })
        const observer = new MutationObserver(() => {
          const now = rows.textContent ?? ''
          if (Number.isNaN(pressed) || (wanted === undefined ? now === before : !now.includes(wanted))) return
          observer.disconnect()
          resolve(performance.now() - pressed)
        })
        observer.observe(rows, { childList: true, subtree: true, characterData: true })
      })
      return { promise }
    },
    [pane(lane), text],
  )
  return () => waiting.evaluate(({ promise }) => promise)
}

/** All that the terminal keeps, read off the screen while the wheel turns back. */
async function readScrollback(page: Page): Promise<string> {
  const rows = page.locator('.xterm-rows')
  const box = await page.locator('.xterm-screen').boundingBox()
  if (box) await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  const lines = new Set<string>()
  for (let turn = 0, before = -1; turn < 400 && lines.size !== before; turn++) {
    before = turn % 5 === 0 ? lines.size : -1
    for (const line of await rows.locator('> div').allTextContents()) lines.add(line)
    await page.mouse.wheel(0, -300)
    await sleep(30)
  }
  await page.mouse.wheel(0, 1e6)
  return [...lines].toSorted().join('\n')
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 2 ** 20
}
