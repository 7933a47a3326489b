/** The websocket's door: who may come in, and as what. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Catalogue } from './catalog.ts'
import { MESSAGE_LIMIT, parseMessage } from './parse-message.ts'
import {
  PROTOCOL,
  type ClientMessage,
  type DemoInfo,
  type Machine,
  type Role,
  type ServerMessage,
} from './protocol/messages.ts'
import type { Stage } from './stage.ts'
import { Window } from './window.ts'

/** Whoever has the one may start, stop and type; whoever has the other may watch. */
export interface Tokens {
  readonly presenter: string
  readonly viewer: string
}

export interface HubOptions {
  readonly tokens: Tokens
  readonly catalogue: Catalogue
  readonly demos: readonly DemoInfo[]
  readonly machine: Machine
  readonly stage: Stage
}

export interface Hub {
  /** Takes over an upgrade whose Host and Origin are allowed already. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

export function createHub(options: HubOptions): Hub {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT * 2, perMessageDeflate: false })
  const boot = randomBytes(8).toString('hex')
  return {
    accept: (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, { ...options, boot })),
    close: () => {
      for (const webSocket of sockets.clients) webSocket.terminate()
      sockets.close()
    },
  }
}

/** What a token lets its bearer be. Both are compared, in constant time, whatever was given. */
export function roleOf(given: string, tokens: Tokens): Role | undefined {
  const [isPresenter, isViewer] = [isEqual(given, tokens.presenter), isEqual(given, tokens.viewer)]
  return isPresenter ? 'presenter' : isViewer ? 'viewer' : undefined
}

function isEqual(given: string, token: string): boolean {
  // Of equal length, whatever was given.
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}

/** Milliseconds that a connection has to say hello. */
const HELLO_MS = 5000
const REFUSED = 4401
/** Bytes waiting in a socket beyond which it is not read fast enough to be worth keeping. */
const STUCK = 32 * 2 ** 20

function serve(webSocket: WebSocket, options: HubOptions & { readonly boot: string }): void {
  let window: Window | undefined
  const send = (message: ServerMessage): void => write(JSON.stringify(message))
  const write = (data: string | Uint8Array): void => {
    if (webSocket.readyState !== webSocket.OPEN) return
    if (webSocket.bufferedAmount > STUCK) return webSocket.terminate()
    webSocket.send(data)
  }
  const refuse = (reason: 'token' | 'protocol' | 'hello'): void => {
    send({ type: 'refused', reason })
    webSocket.close(REFUSED, reason)
  }
  const patience = setTimeout(() => refuse('hello'), HELLO_MS)

  const greet = (message: ClientMessage): void => {
    if (message.type !== 'hello') return refuse('hello')
    if (message.protocol !== PROTOCOL) return refuse('protocol')
    const role = roleOf(message.token, options.tokens)
    if (role === undefined) return refuse('token')
    clearTimeout(patience)
    const { boot, machine, demos, catalogue, stage } = options
    window = new Window(role, catalogue, stage, { send, sendFrame: write })
    send({ type: 'welcome', protocol: PROTOCOL, role, boot, machine, demos })
  }

  webSocket.on('message', (data, isBinary) => {
    if (webSocket.readyState !== webSocket.OPEN) return
    const message = isBinary ? { why: 'expected text' } : parseMessage((data as Buffer).toString('utf8'))
    if (window === undefined) return 'why' in message ? refuse('hello') : greet(message)
    if ('why' in message) send({ type: 'problem', problem: { code: 'bad-message', why: message.why } })
    else if (message.type === 'hello')
      send({ type: 'problem', problem: { code: 'bad-message', why: 'a second hello' } })
    else window.receive(message)
  })
  webSocket.on('close', () => {
    clearTimeout(patience)
    window?.dispose()
  })
  // A frame that is too long or malformed: ws closes this connection and nothing else happens.
  webSocket.on('error', () => webSocket.terminate())
}
