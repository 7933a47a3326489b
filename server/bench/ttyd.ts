/** The same text through ttyd, in the same browser and the same run: what the deck's pane is compared with. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium } from '@playwright/test'
import { BROWSER_ARGS } from '../../slides/e2e/browser.ts'
import { quantile, type Figure, type Skipped } from './figure.ts'
import type { PageOptions } from './page.ts'

/** `ours` is the seconds of the deck's pane. */
export async function measureTtyd(
  ours: readonly number[],
  { executablePath, rounds }: PageOptions,
): Promise<readonly (Figure | Skipped)[]> {
  if (!hasTtyd())
    return [{ name: 'the same through ttyd', skipped: 'ttyd is not on PATH; seen elsewhere: 10.0 s, best 7.2' }]
  const program = path.join(import.meta.dirname, 'demos/load/text.py')
  const options = [
    '-p',
    String(PORT),
    '-i',
    '127.0.0.1',
    '-W',
    '-t',
    'rendererType=dom',
    '-t',
    'disableLeaveAlert=true',
  ]
  const ttyd = spawn('ttyd', [...options, 'python3', program], { stdio: 'ignore' })
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS })
  try {
    const seconds: number[] = []
    for (let round = 0; round < rounds; round++) {
      await sleep(1000)
      const page = await browser.newPage({ viewport: { width: 1280, height: 960 } })
      await page.goto(`http://127.0.0.1:${PORT}/`)
      const began = performance.now()
      await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.includes('конец'), null, {
        timeout: 120_000,
        polling: 50,
      })
      seconds.push((performance.now() - began) / 1000)
      await page.close()
    }
    const share = quantile(ours, 0.5) / quantile(seconds, 0.5)
    return [
      { name: 'the same through ttyd', unit: 's', values: seconds },
      { name: 'the deck’s pane against ttyd', unit: 'of its time', values: [share], target: 0.3 },
    ]
  } finally {
    await browser.close()
    ttyd.kill()
    await once(ttyd, 'exit')
  }
}

const PORT = 17_681

function hasTtyd(): boolean {
  try {
    execFileSync('ttyd', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    // Not installed.
    return false
  }
}
