/** The server as the process that a presenter starts and ends, gently or not. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { readStat, TAG } from './processes.ts'
import { decodeFrame } from './protocol/frames.ts'

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends the server and every process of its runs',
  async (signal) => {
    const server = await serve()
    const lane = await startStubborn(server.address)
    expect(isThere(lane)).toBe(true)
    server.child.kill(signal)
    const [status] = (await once(server.child, 'exit')) as [number | null]
    expect(status).toBe(0)
    expect(isThere(lane)).toBe(false)
  },
)

test('what a killed server leaves behind is ended by the next start, and only that', async () => {
  const first = await serve()
  const lane = await startStubborn(first.address)
  const neighbour = await serve()
  const living = await startStubborn(neighbour.address)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  expect(isThere(lane)).toBe(true)
  const second = await serve()
  expect(second.lines.join('\n')).toContain('that an earlier server had left behind')
  expect(isThere(lane)).toBe(false)
  expect(isThere(living)).toBe(true)
  for (const { child } of [neighbour, second]) {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  expect(isThere(living)).toBe(false)
})

interface Served {
  readonly child: ChildProcess
  readonly address: string
  readonly lines: string[]
}

async function serve(): Promise<Served> {
  const env = { ...process.env }
  delete env[TAG]
  const script = path.join(import.meta.dirname, 'fixtures/serve.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const lines: string[] = []
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
  })
  await expect.poll(() => lines.some((line) => line.startsWith('http')), { timeout: 10_000 }).toBe(true)
  return { child, lines, address: lines.find((line) => line.startsWith('http')) ?? '' }
}

/** Starts a lane that ignores every polite signal; gives its pid. */
async function startStubborn(address: string): Promise<number> {
  const { origin, host, hash } = new URL(address)
  const socket = new WebSocket(`ws://${host}/socket`, { origin })
  await once(socket, 'open')
  let output = ''
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) output += Buffer.from(decodeFrame(data).bytes).toString()
  })
  socket.send(JSON.stringify({ type: 'hello', protocol: 1, token: hash.slice('#t='.length) }))
  socket.send(JSON.stringify({ type: 'watch', slot: 'pane' }))
  const start = { type: 'start', slot: 'pane', demo: 'stubborn', lanes: ['ignores'], params: {} }
  socket.send(JSON.stringify(start))
  await expect.poll(() => /не уйду (\d+)/.exec(output)?.[1], { timeout: 10_000 }).toBeDefined()
  socket.terminate()
  return Number(/не уйду (\d+)/.exec(output)?.[1])
}

function isThere(pid: number): boolean {
  return !'ZX'.includes(readStat(pid)?.state ?? 'X')
}
