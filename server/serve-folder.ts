/** The files of a folder and nothing beside it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import sirv from 'sirv'

export function serveFolder(dir: string): (request: IncomingMessage, response: ServerResponse) => void {
  // `dev`: looks at each file when it is asked for. Otherwise a build while the server runs would break the open deck.
  const serve = sirv(dir, { dev: true, etag: true })
  return (request, response) => {
    // With `dev` sirv gives out dot files too, whatever its options say.
    if (DOT.test(request.url ?? '')) response.writeHead(404).end()
    else serve(request, response)
  }
}

/** A part of the path that begins with a dot, however it is written. */
const DOT = /^[^?]*[/\\](?:\.|%2e)/i
