/** The built deck as any web host serves it: plain files in a folder of a site, and no demo server anywhere. */
import { createServer } from 'node:http'
import sirv from 'sirv'
import { DIST } from '../../server/build-deck.ts'

export interface StaticDeck {
  /** As a reader types it: no slide is named. */
  readonly home: string
  readonly address: (slide: string, query?: string) => string
  readonly close: () => Promise<void>
}

export async function openStaticDeck(): Promise<StaticDeck> {
  const files = sirv(DIST, { etag: true, dotfiles: false })
  const server = createServer((request, response) => {
    const missing = (): void => void response.writeHead(404).end()
    if (request.url?.startsWith(FOLDER) !== true) return missing()
    request.url = request.url.slice(FOLDER.length - 1)
    files(request, response, missing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('Expected a port, got none.')
  const home = `http://127.0.0.1:${address.port}${FOLDER}`
  return {
    home,
    address: (slide, query = '') => `${home}${query}#/${slide}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Not the root: a deck that names its files from the root works only there. */
const FOLDER = '/talks/potoki/'
