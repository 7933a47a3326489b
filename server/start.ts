/** `npm start`: builds the deck if needed, serves it with the demo server, opens the browser. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import open from 'open'
import { findRuntimes } from '../demos/toolchains.ts'
import { buildDeck, DIST, ROOT } from './build-deck.ts'
import { CatalogueError, loadCatalogue } from './catalog.ts'
import { describeDemos } from './demo-info.ts'
import { endWith } from './end-with.ts'
import { describeMachine, readCommit } from './machine.ts'
import { sentence } from './sentence.ts'
import { serveFolder } from './serve-folder.ts'
import { PortError, startServer, type ServerOptions } from './server.ts'

const options = new Command('npm start --')
  .description('Serves the deck on 127.0.0.1 and runs its demos.')
  .option('--port <number>', 'port to listen on, 0 for any free one', parsePort, 7016)
  .option('--no-open', 'do not open the browser')
  .option('--dev', 'serve the sources with hot reload (npm run dev)')
  .parse()
  .opts<{ port: number; open: boolean; dev?: true }>()

try {
  await main()
} catch (error) {
  const expected = error instanceof PortError || error instanceof CatalogueError
  process.stderr.write(`${expected ? error.message : error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

async function main(): Promise<void> {
  const catalogue = await loadCatalogue()
  if (options.dev !== true) await buildDeck(() => say('Building the deck…'))
  const [demos, machine, commit] = await Promise.all([describeDemos(catalogue), describeMachine(), readCommit()])
  const runsDir = path.join(ROOT, '.runs')
  await mkdir(runsDir, { recursive: true })
  const deck = options.dev === true ? await developmentDeck() : { deck: serveFolder(DIST) }
  const server = await startServer({
    port: options.port,
    catalogue,
    demos,
    machine,
    runsDir,
    ...deck,
    say,
    ...(commit !== undefined && { commit }),
  })
  for (const found of (await findRuntimes()).values())
    say('code' in found ? `  — ${sentence(found)}` : `  ${found.label} ${found.version}`)
  for (const { id, lanes } of demos)
    for (const lane of lanes) if (lane.why) say(`  ${id}/${lane.id} will not run: ${sentence(lane.why)}`)
  say(`\n${server.address}\n\nTo watch without starting anything:\n${server.viewerAddress}\n\nCtrl-C ends it.`)
  endWith(server)
  if (options.open)
    await open(server.address).catch(() => say('No browser could be opened: open the address yourself.'))
}

/** Vite lives in the server's process only here: what is developed is not what is measured. */
async function developmentDeck(): Promise<Pick<ServerOptions, 'deck' | 'strict'>> {
  const { createServer } = await import('vite')
  const vite = await createServer({ configFile: path.join(ROOT, 'vite.config.ts'), server: { middlewareMode: true } })
  return { deck: vite.middlewares, strict: false }
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('expected a number from 0 to 65535.')
  return port
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
