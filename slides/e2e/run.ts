/** `npm run test:e2e`: finds a browser, builds the deck, runs the tests of this folder in it. */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { buildDeck, ROOT } from '../../server/build-deck.ts'
import { findBrowser } from './browser.ts'

try {
  const browser = await findBrowser((sentence) => process.stdout.write(`${sentence}\n`))
  process.stdout.write(`End to end in ${browser}\n`)
  await buildDeck(() => process.stdout.write('Building the deck…\n'))
  const playwright = path.join(
    path.dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')),
    'cli.js',
  )
  const args = [
    playwright,
    'test',
    '--config',
    path.join(import.meta.dirname, 'playwright.config.ts'),
    ...process.argv.slice(2),
  ]
  const { status } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM_PATH: browser },
  })
  process.exitCode = status ?? 1
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
