/** The whole server over a real socket: who gets in, what a window sees, what it may do. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { get } from 'node:http'
import { connect } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { loadCatalogue } from './catalog.ts'
import { describeDemos } from './demo-info.ts'
import { describeMachine } from './machine.ts'
import { parseRecording } from './protocol/asciicast.ts'
import { decodeFrame, type Frame } from './protocol/frames.ts'
import type { ClientMessage, Role, RunInfo, ServerMessage } from './protocol/messages.ts'
import { PortError, startServer, type DemoServer, type ServerOptions } from './server.ts'

let server: DemoServer
let options: ServerOptions
let port: number
const runsDir = await mkdtemp(path.join(os.tmpdir(), 'runs-'))

beforeAll(async () => {
  const catalogue = await loadCatalogue(path.join(import.meta.dirname, 'fixtures'))
  options = {
    port: 0,
    catalogue,
    demos: await describeDemos(catalogue),
    machine: await describeMachine(),
    runsDir,
    deck: (_, response) => response.end('the deck'),
    say: () => undefined,
  }
  server = await startServer(options)
  port = Number(new URL(server.address).port)
})

afterAll(async () => {
  await server.close()
  await rm(runsDir, { recursive: true })
})

test('a taken port is a sentence', async () => {
  await expect(startServer({ ...options, port })).rejects.toThrow(PortError)
  await expect(startServer({ ...options, port })).rejects.toThrow(`Port ${port} is taken`)
})

test('a run over the socket is the run in the log: nothing lost, nothing twice, and it is kept', async () => {
  const window = await Peer.enter()
  window.send({ type: 'watch', slot: 'pane' })
  window.send({ type: 'start', slot: 'pane', demo: 'good', lanes: ['says'], params: { n: 500 } })
  const run = await window.run((info) => info.state === 'finished')
  expect(window.text(run)).toBe(`${Array.from({ length: 500 }, (_, index) => `строка ${index}\r\n`).join('')}конец`)
  expect(window.events(run).map(([, code]) => code)).toEqual(expect.arrayContaining(['m', 's', 'x']))
  const kept = await until(async () => {
    const response = await fetch(`http://127.0.0.1:${port}/runs/${run.id}/says.cast`, {
      headers: { Authorization: `Bearer ${server.tokens.presenter}` },
    })
    return response.ok ? parseRecording(await response.text()) : undefined
  })
  const log = server.stage.run('pane')?.lanes[0]?.log.events()
  expect(kept.events).toEqual(log)
  expect(kept.header.demo).toMatchObject({ id: 'good', lane: 'says', params: { n: 500 } })
  window.close()
})

test('three windows start at once: one run, one process, the same bytes for a fourth that comes late', async () => {
  const windows = await Promise.all([Peer.enter(), Peer.enter(), Peer.enter()])
  for (const window of windows) {
    window.send({ type: 'watch', slot: 'shared' })
    window.send({ type: 'start', slot: 'shared', demo: 'good', lanes: ['echoes'], params: {} })
  }
  const [one] = windows
  const run = await one.run((info) => info.state === 'running')
  await until(() => one.text(run).includes('жду') || undefined)
  const late = await Peer.enter()
  late.send({ type: 'watch', slot: 'shared' })
  const seen = await late.run((info) => info.state === 'running')
  expect(seen.id).toBe(run.id)
  one.send({ type: 'input', slot: 'shared', lane: 'echoes', data: 'всем\n' })
  for (const window of [...windows, late]) {
    const finished = await window.run((info) => info.state === 'finished')
    expect(finished.id).toBe(run.id)
    await until(() => window.text(finished).includes('слышу: всем') || undefined)
    expect(window.text(finished)).toBe(one.text(run))
    window.close()
  }
})

test('a window that comes back asks for what it has not got', async () => {
  const window = await Peer.enter()
  window.send({ type: 'watch', slot: 'pane' })
  const run = await window.run((info) => info.state === 'finished')
  await until(() => window.text(run).endsWith('конец') || undefined)
  window.close()
  const again = await Peer.enter()
  again.send({ type: 'watch', slot: 'pane', have: { run: run.id, next: { says: 3 } } })
  const same = await again.run(() => true)
  await until(() => again.text(same).endsWith('конец') || undefined)
  expect(Math.min(...again.sequence)).toBe(3)
  again.close()
})

test('a frozen window slows nothing and grows nothing: it is brought forward and told what was left out', async () => {
  const window = await Peer.enter()
  window.isFrozen = true
  window.send({ type: 'watch', slot: 'flood' })
  window.send({ type: 'start', slot: 'flood', demo: 'floods', lanes: ['fifty'], params: {} })
  const run = await window.run((info) => info.state === 'finished')
  window.thaw()
  await until(() => window.text(run).includes('last line') || undefined)
  expect(window.messages.some((message) => message.type === 'skipped')).toBe(true)
  const received = window.frames.reduce((sum, { bytes }) => sum + bytes.length, 0)
  expect(received).toBeLessThan(2 ** 20)
  window.close()
})

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ['unknown demo', { demo: 'rm' }, { code: 'unknown-demo', known: expect.arrayContaining(['good']) as unknown }],
  ['unknown lane', { lanes: ['sh'] }, { code: 'unknown-lane', known: ['echoes', 'says'] }],
  ['unknown parameter', { params: { x: 1 } }, { code: 'unknown-param' }],
  ['out of range', { params: { n: 5001 } }, { code: 'bad-param', value: '5001' }],
  ['not a number', { params: { n: '3; reboot' } }, { code: 'bad-param', value: '3; reboot' }],
])('%s: a problem, and nothing starts', async (_, change, problem) => {
  const window = await Peer.enter()
  window.send({ type: 'start', slot: 'never', demo: 'good', lanes: ['says'], params: {}, ...change })
  expect(await window.problem()).toMatchObject(problem)
  expect(server.stage.run('never')).toBeUndefined()
  window.close()
})

test('a viewer sees everything and may do nothing', async () => {
  const [presenter, viewer] = await Promise.all([Peer.enter(), Peer.enter('viewer')])
  expect(viewer.messages[0]).toMatchObject({ type: 'welcome', role: 'viewer' })
  viewer.send({ type: 'start', slot: 'viewed', demo: 'good', lanes: ['echoes'], params: {} })
  expect(await viewer.problem()).toMatchObject({ code: 'not-allowed' })
  expect(server.stage.run('viewed')).toBeUndefined()
  viewer.send({ type: 'watch', slot: 'viewed' })
  presenter.send({ type: 'start', slot: 'viewed', demo: 'good', lanes: ['echoes'], params: {} })
  const run = await viewer.run((info) => info.state === 'running')
  await until(() => viewer.text(run).includes('жду') || undefined)
  viewer.send({ type: 'input', slot: 'viewed', lane: 'echoes', data: 'я зритель\n' })
  viewer.send({ type: 'stop', slot: 'viewed' })
  await until(() => viewer.messages.filter(({ type }) => type === 'problem').length === 3 || undefined)
  presenter.send({ type: 'input', slot: 'viewed', lane: 'echoes', data: 'я докладчик\n' })
  const finished = await viewer.run((info) => info.state === 'finished')
  await until(() => viewer.text(finished).includes('слышу: я докладчик') || undefined)
  expect(viewer.text(finished)).not.toContain('зритель')
  presenter.close()
  viewer.close()
})

test.each(['', '{', '[]', '{"type":"nope"}', '{"type":"stop"}', '{"type":"stop","slot":"a","extra":1}', '"x"', 'null'])(
  'the message «%s» is a problem, and the connection goes on',
  async (text) => {
    const window = await Peer.enter()
    window.socket.send(text)
    expect(await window.problem()).toMatchObject({ code: 'bad-message' })
    window.send({ type: 'watch', slot: 'empty' })
    await until(() => window.messages.some(({ type }) => type === 'run') || undefined)
    window.close()
  },
)

test('a message too long ends its connection and no other', async () => {
  const [window, other] = await Promise.all([Peer.enter(), Peer.enter()])
  window.socket.send('x'.repeat(200_000))
  await until(() => window.socket.readyState === WebSocket.CLOSED || undefined)
  other.send({ type: 'watch', slot: 'empty' })
  await until(() => other.messages.some(({ type }) => type === 'run') || undefined)
  other.close()
})

test.each([
  ['a wrong token', { type: 'hello', protocol: 1, token: 'x' }, 'token'],
  ['no token', { type: 'hello', protocol: 1 }, 'hello'],
  ['another protocol', { type: 'hello', protocol: 99, token: 'x' }, 'protocol'],
  ['no hello', { type: 'stop', slot: 'pane' }, 'hello'],
])('%s is refused', async (_, first, reason) => {
  const peer = await Peer.open()
  peer.socket.send(JSON.stringify(first))
  await until(() => peer.socket.readyState === WebSocket.CLOSED || undefined)
  expect(peer.messages).toEqual([{ type: 'refused', reason }])
})

test.each([
  ['a page of another origin', { origin: 'http://evil.example' }],
  ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ['no origin', {}],
  ['a rebound name', { origin: 'http://evil.example', headers: { Host: 'evil.example' } }],
])('the socket is closed to %s', async (_, how) => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, how)
  const status = await new Promise((resolve) => {
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode)
      request.destroy()
    })
    socket.on('open', () => resolve('open'))
    socket.on('error', () => undefined)
  })
  expect(status).toBe(403)
})

test.each(['/other', '//', '/%', '*', '/socket/..', '/other?x=/socket'])(
  'an upgrade of «%s» is refused, and its socket does not stay open',
  async (url) => {
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET ${url} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
    const answer = await new Promise<string>((resolve) => {
      let text = ''
      socket.on('data', (data) => (text += data.toString()))
      socket.on('close', () => resolve(text))
    })
    expect(answer).toMatch(/^HTTP\/1.1 40[0-9] /)
  },
)

test('a peer that breaks off its upgrade disturbs nobody', async () => {
  for (const url of ['/socket', '/other']) {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(`GET ${url} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
    socket.resetAndDestroy()
  }
  expect(await status('/', { Host: `127.0.0.1:${port}` })).toBe(200)
})

test('pages: only for this name, only GET, with a policy; runs only with the token', async () => {
  expect(await status('/', { Host: `127.0.0.1:${port}` })).toBe(200)
  expect(await status('/', { Host: 'evil.example' })).toBe(403)
  expect(await status('/', { Host: '127.0.0.1' })).toBe(403)
  const page = await fetch(`http://127.0.0.1:${port}/`)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(page.headers.get('access-control-allow-origin')).toBeNull()
  expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' })).status).toBe(405)
  expect(await status('/runs/abc/says.cast')).toBe(401)
  expect(await status('/runs/abc/says.cast', { Authorization: `Bearer ${server.tokens.presenter}` })).toBe(404)
})

async function status(url: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: url, headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    }).on('error', reject)
  })
}

/** A window as the protocol sees it: it keeps all it gets and acknowledges at once. */
class Peer {
  readonly messages: ServerMessage[] = []
  readonly frames: Frame[] = []
  /** The numbers of all events received, frames' too. */
  readonly sequence: number[] = []
  /** It reads and does not acknowledge, as a hidden tab does. */
  isFrozen = false

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) {
        const message = JSON.parse(data.toString()) as ServerMessage
        this.messages.push(message)
        if (message.type === 'event') this.sequence.push(message.seq)
        return
      }
      const frame = decodeFrame(data)
      this.frames.push(frame)
      for (let seq = frame.first; seq < frame.next; seq++) this.sequence.push(seq)
      if (!this.isFrozen) this.send({ type: 'ack', channel: frame.channel, bytes: frame.bytes.length })
    })
  }

  thaw(): void {
    this.isFrozen = false
    for (const { channel, bytes } of this.frames) this.send({ type: 'ack', channel, bytes: bytes.length })
  }

  static async open(): Promise<Peer> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { origin: `http://127.0.0.1:${port}` })
    const peer = new Peer(socket)
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
    return peer
  }

  static async enter(role: Role = 'presenter'): Promise<Peer> {
    const peer = await Peer.open()
    peer.send({ type: 'hello', protocol: 1, token: server.tokens[role] })
    await until(() => peer.messages.some(({ type }) => type === 'welcome') || undefined)
    return peer
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message))
  }

  close(): void {
    this.socket.close()
  }

  /** The last run told of, as soon as it is as wanted. */
  async run(wanted: (info: RunInfo) => boolean): Promise<RunInfo> {
    return until(() => {
      const last = this.messages.findLast((message) => message.type === 'run')
      return last?.run && wanted(last.run) ? last.run : undefined
    })
  }

  async problem(): Promise<unknown> {
    return until(() => this.messages.find((message) => message.type === 'problem')?.problem)
  }

  text(run: RunInfo): string {
    const channels = run.lanes.map(({ channel }) => channel)
    return Buffer.concat(
      this.frames.filter(({ channel }) => channels.includes(channel)).map(({ bytes }) => bytes),
    ).toString()
  }

  events(run: RunInfo): (readonly unknown[])[] {
    const channels = run.lanes.map(({ channel }) => channel)
    return this.messages.flatMap((message) =>
      message.type === 'event' && channels.includes(message.channel) ? [message.event] : [],
    )
  }
}

async function until<T>(condition: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 20_000
  while (performance.now() < deadline) {
    const value = await condition()
    if (value !== undefined) return value
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('It did not happen within twenty seconds.')
}
