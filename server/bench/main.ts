/** `npm run bench:server`: what the server and its panes cost, beside what they may cost. */
import os from 'node:os'
import { Command } from 'commander'
import { findBrowser } from '../../slides/e2e/browser.ts'
import { buildDeck } from '../build-deck.ts'
import { formatFigure, isMet, summarize, type Figure, type Skipped } from './figure.ts'
import { measurePage, TEXT, type PageOptions } from './page.ts'
import { otherWork } from './other-work.ts'
import { measureEcho, measureInterrupt, measureSampler, measureText } from './raw.ts'
import { ServerProcess } from './server-process.ts'
import { measureTtyd } from './ttyd.ts'
import { measureViewers } from './viewers.ts'

type Measurement = Figure | Skipped

const options = new Command('npm run bench:server --')
  .description('Measures the server with windows of its own and with the built deck in a Chromium.')
  .option('--json', 'print the figures as JSON')
  .option('--rounds <number>', 'repetitions of what takes seconds', Number, 5)
  .option('--keys <number>', 'keys typed', Number, 200)
  .option('--viewers <number>', 'viewers of one run', Number, 500)
  .option('--no-browser', 'only what needs no browser')
  .parse()
  .opts<{ json?: true; rounds: number; keys: number; viewers: number; browser: boolean }>()

/** Cores. */
const BUSY = 0.2

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`)

try {
  await main()
} catch (error) {
  say(`It could not be measured: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  process.exit(1)
}

async function main(): Promise<void> {
  const measured: Measurement[] = []
  const take = (figures: readonly Measurement[]): void => {
    measured.push(...figures)
    if (options.json !== true) for (const figure of figures) process.stdout.write(`${formatFigure(figure)}\n`)
  }
  await buildDeck(() => say('Building the deck…'))
  say(`${os.cpus()[0]?.model}, ${os.availableParallelism()} cores, Node ${process.version}.`)
  // Each with a server that nobody has used: its memory is to be that of an idle one.
  const { rounds, keys, viewers } = options
  take(await withServer((server) => measureText(server, rounds)))
  take(await withServer((server) => measureEcho(server, keys)))
  take(await withServer((server) => measureInterrupt(server, rounds)))
  take(
    await withServer((server) => measureViewers(server, { count: viewers, rounds: Math.min(rounds, 3), seconds: 5 })),
  )
  take(await withServer((server) => measureSampler(server, Math.min(rounds, 3), 5)))
  if (options.browser) {
    const page: PageOptions = { executablePath: await findBrowser(say), rounds, keys }
    const figures = await withServer((server) => measurePage(server, page))
    take(figures)
    take(await measureTtyd(figures.find(({ name }) => name === TEXT)?.values ?? [], page))
  }
  report(measured)
}

function report(measured: readonly Measurement[]): void {
  if (options.json === true) process.stdout.write(`${JSON.stringify(measured.map(summarize), undefined, 2)}\n`)
  const missed = measured.filter((figure) => 'values' in figure && !isMet(figure))
  say(missed.length === 0 ? 'Every target is met.' : `${missed.length} of the targets are missed.`)
}

async function withServer<T>(measure: (server: ServerProcess) => Promise<T>): Promise<T> {
  const server = await ServerProcess.start()
  const busy = await otherWork()
  if (busy > BUSY) say(`  (Other work keeps ${busy.toFixed(1)} cores busy: what follows measures that too.)`)
  try {
    return await measure(server)
  } finally {
    await server.stop()
  }
}
