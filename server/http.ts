/** The HTTP side: the deck's files, the kept runs, and the door to the websocket. Every request is looked at first. */
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { roleOf, type Hub, type Tokens } from './hub.ts'
import { keptFile } from './recorder.ts'

export interface HttpOptions {
  readonly tokens: Tokens
  readonly runsDir: string
  readonly hub: Hub
  /** Answers what is not a kept run: the built deck, or Vite. */
  readonly deck: (request: IncomingMessage, response: ServerResponse) => void
  readonly policy: string | undefined
}

export function createHttp(options: HttpOptions): Server {
  const server = createServer((request, response) => {
    if (!isAllowedHost(request)) return answer(response, 403, 'This address is not served here.')
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return answer(response, 405, 'Only GET and HEAD are served.')
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Referrer-Policy', 'no-referrer')
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
    if (options.policy !== undefined) response.setHeader('Content-Security-Policy', options.policy)
    const run = RUN.exec(request.url ?? '')
    if (run) void sendRun(request, response, run[1] as string, run[2] as string, options)
    else options.deck(request, response)
  })
  server.on('upgrade', (request, socket, head) => {
    // The HTTP server has let go of it: what nobody listens to would be a fault of the whole process.
    socket.on('error', () => socket.destroy())
    if (!isSocketPath(request)) return refuse(socket, '404 Not Found')
    // A page of another origin may open a websocket here, its browser does not ask us: Origin says whose page it is.
    if (isAllowedHost(request) && isAllowedOrigin(request)) options.hub.accept(request, socket, head)
    else refuse(socket, '403 Forbidden')
  })
  return server
}

/** Scripts, sockets and frames from here only; xterm and uPlot set styles from scripts. */
export const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ')

const RUN = /^\/runs\/([\w-]+)\/([\w-]+)\.cast$/
const NAMES = ['127.0.0.1', 'localhost']

function isSocketPath({ url = '' }: IncomingMessage): boolean {
  return url.split('?', 1)[0]?.endsWith('/socket') === true
}

function refuse(socket: Duplex, status: string): void {
  // A peer that does not close its side would keep this one open.
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`, () => socket.destroy())
}

/** A name that an attacker makes point to this machine (DNS rebinding) is not among ours. */
function isAllowedHost(request: IncomingMessage): boolean {
  return NAMES.some((name) => request.headers.host === `${name}:${request.socket.localPort}`)
}

function isAllowedOrigin(request: IncomingMessage): boolean {
  return NAMES.some((name) => request.headers.origin === `http://${name}:${request.socket.localPort}`)
}

async function sendRun(
  request: IncomingMessage,
  response: ServerResponse,
  run: string,
  lane: string,
  { tokens, runsDir }: HttpOptions,
): Promise<void> {
  if (roleOf(/^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '', tokens) === undefined)
    return answer(response, 401, 'The address of the deck carries a token; this request does not.')
  try {
    const recording = await readFile(keptFile(runsDir, run, lane))
    response.writeHead(200, { 'Content-Type': 'application/x-asciicast', 'Cache-Control': 'no-store' }).end(recording)
  } catch {
    answer(response, 404, 'There is no such run any more.')
  }
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}
