/** The server under measurement, as `npm start` has it, with the bench's demos; its pane is the built deck's first slide. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import sirv from 'sirv'
import { DIST } from '../build-deck.ts'
import { loadCatalogue } from '../catalog.ts'
import { describeDemos } from '../demo-info.ts'
import { endWith } from '../end-with.ts'
import { describeMachine } from '../machine.ts'
import { startServer } from '../server.ts'

const runsDir = mkdtempSync(path.join(os.tmpdir(), 'bench-runs-'))
process.on('exit', () => rmSync(runsDir, { recursive: true, force: true }))
const catalogue = await loadCatalogue(path.join(import.meta.dirname, 'demos'))
const server = await startServer({
  port: 0,
  catalogue,
  demos: await describeDemos(catalogue),
  machine: await describeMachine(),
  runsDir,
  deck: deckWithPanes(),
  say: (sentence) => process.stderr.write(`${sentence}\n`),
})
endWith(server)
process.stdout.write(`${JSON.stringify({ address: server.address, tokens: server.tokens })}\n`)

/** `/?lanes=a,b` is the deck with a slide before its first that has a pane of these lanes, each in a slot of its own. */
function deckWithPanes(): (request: IncomingMessage, response: ServerResponse) => void {
  const files = sirv(DIST, { etag: true, dotfiles: false })
  return (request, response) => {
    const lanes = new URL(request.url ?? '/', 'http://localhost').searchParams.get('lanes')
    if (lanes === null) return files(request, response)
    const page = readFileSync(path.join(DIST, 'index.html'), 'utf8')
    const panes = lanes
      .split(',')
      .map(
        (lane) =>
          `<div class="pane" style="position:relative;width:${Math.floor(1140 / lanes.split(',').length)}px;height:600px;float:left"` +
          ` data-demo="load" data-slot="${lane}" data-lanes="${lane}" data-params='{"seconds":600}'></div>`,
      )
    const slide = `<section id="bench">${panes.join('')}</section>`
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.end(page.replace(/(<main class="slides">)/, (main) => main + slide))
  }
}
