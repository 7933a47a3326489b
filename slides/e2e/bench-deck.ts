/** `npm run bench:deck`: the deck's sizes and times with their targets. It measures and does not judge: exit 0. */
import { Command } from 'commander'
import { chromium } from '@playwright/test'
import { buildDeck } from '../../server/build-deck.ts'
import type { Figure } from './bench/figure.ts'
import { measureFrames } from './bench/measure-frames.ts'
import { measureHeading } from './bench/measure-heading.ts'
import { measureSpawn } from './bench/measure-spawn.ts'
import { measureTransfer } from './bench/measure-transfer.ts'
import { printFigures } from './bench/print-figures.ts'
import { BROWSER_ARGS, findBrowser } from './browser.ts'
import { openStaticDeck } from './static-deck.ts'

const { json } = new Command('npm run bench:deck --')
  .description('Measures the built deck.')
  .option('--json', 'one JSON array of figures')
  .parse()
  .opts<{ json?: true }>()

try {
  const figures = await measure((sentence) => process.stderr.write(`${sentence}\n`))
  process.stdout.write(json ? `${JSON.stringify(figures, null, 2)}\n` : printFigures(figures))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

/** One after another: each wants the machine for itself. */
async function measure(say: (sentence: string) => void): Promise<Figure[]> {
  const executablePath = await findBrowser(say)
  await buildDeck(() => say('Building the deck…'))
  const site = await openStaticDeck()
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS })
  try {
    return [
      ...(await measureTransfer(browser, site)),
      await measureHeading(browser, site),
      await measureFrames(browser),
      ...(await measureSpawn()),
    ]
  } finally {
    await browser.close()
    await site.close()
  }
}
