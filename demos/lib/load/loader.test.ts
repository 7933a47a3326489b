/** Both loaders against backends that do nothing wrong. */
import { networkInterfaces } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { endAll, startableLoaders, startBackend, startLoader, type RunningLoader } from './fixtures/processes.ts'
import type { Connected, Stopped, Window } from './loader-protocol.ts'

const loaders = await startableLoaders()

afterEach(endAll)

describe.each(loaders)('$name', ({ command }) => {
  /** All of a short run. */
  async function load(port: number, connections: number, ...more: readonly (string | number)[]): Promise<Run> {
    const loader = startLoader(command, '127.0.0.1', port, connections, ...more)
    const connected = await connectedOf(loader)
    loader.say('start')
    await sleep(300)
    const window = await windowOf(loader)
    const stopped = await stoppedOf(loader)
    expect(await loader.ended).toEqual({ code: 0, signal: null, errors: '' })
    return { connected, window, stopped }
  }

  test('opens all connections before it sends the first message', async () => {
    const backend = await startBackend('right')
    const loader = startLoader(command, '127.0.0.1', backend.port, 300)
    expect(await connectedOf(loader)).toEqual({ asked: 300, got: 300, retries: 0, seconds: expect.any(Number) })
    for (let accepted = 1; accepted <= 300; accepted++) expect(await backend.line()).toBe(`accepted ${accepted}`)
    await sleep(100)
    loader.say('start')
    expect(await backend.line()).toBe('message')
  })

  test('tries again until somebody listens', async () => {
    const { port, child, ended } = await startBackend('right')
    child.kill('SIGKILL')
    await ended
    const loader = startLoader(command, '127.0.0.1', port, 10)
    await sleep(700)
    await startBackend('right', { port })
    const { got, retries } = await connectedOf(loader)
    expect(got).toBe(10)
    expect(retries).toBeGreaterThanOrEqual(10)
  })

  test.each([16, 64, 4096, 100_000])('has messages of %d bytes echoed', async (bytes) => {
    const { port } = await startBackend('right')
    const { window, stopped } = await load(port, 8, bytes)
    expect(window.messages).toBeGreaterThan(8)
    expect(window.seconds).toBeGreaterThan(0.2)
    expect(stopped).toEqual({ messages: expect.any(Number), unanswered: 0 })
    expect(stopped.messages).toBeGreaterThanOrEqual(window.messages)
  })

  test('takes answers that come a byte at a time', async () => {
    const { port } = await startBackend('bytewise')
    expect((await load(port, 4)).window.messages).toBeGreaterThan(4)
  })

  test('sends and reads at once what no buffer holds', async () => {
    const { port } = await startBackend('right')
    expect((await load(port, 2, 20_000_000)).stopped.messages).toBeGreaterThanOrEqual(2)
  })

  test('takes THREADS', async () => {
    const { port } = await startBackend('right')
    const { connected, window, stopped } = await load(port, 7, 64, 0, 3)
    expect(connected.got).toBe(7)
    expect(window.per_connection.least).toBeGreaterThan(0)
    expect(stopped.unanswered).toBe(0)
  })

  test('measures the latency of a backend that is 20 ms late', async () => {
    const { port } = await startBackend('late')
    const { latency_us, per_connection, messages, seconds } = (await load(port, 5)).window
    // Node's timers are up to a millisecond early.
    expect(latency_us?.p50).toBeGreaterThan(18_500)
    expect(latency_us?.p50).toBeLessThan(60_000)
    expect(latency_us?.mean).toBeLessThan((1.1 * 5e6 * seconds) / messages)
    expect(messages).toBeGreaterThanOrEqual(5 * per_connection.least)
    expect(messages).toBeLessThanOrEqual(5 * per_connection.most)
  })

  test('tells connections that are served worse from the others', async () => {
    const { port } = await startBackend('unfair')
    const { least, p5, p50, p95, most } = (await load(port, 10)).window.per_connection
    expect([least, p5, p50, p95, most]).toEqual([least, p5, p50, p95, most].toSorted((a, b) => a - b))
    expect(p95).toBeGreaterThan(3 * p5)
  })

  test.each([1, 2])('thinks so that RATE messages a second are offered, with %d threads', async (threads) => {
    const { port } = await startBackend('right')
    const loader = startLoader(command, '127.0.0.1', port, 20, 64, 400, threads)
    await connectedOf(loader)
    loader.say('start')
    await sleep(400)
    await windowOf(loader)
    await sleep(1000)
    const { messages, seconds, latency_us } = await windowOf(loader)
    expect(messages / seconds).toBeGreaterThan(200)
    expect(messages / seconds).toBeLessThan(460)
    // The thinking is none of the latency.
    expect(latency_us?.p50).toBeLessThan(20_000)
    // What thinks is not waited for.
    const { unanswered } = await stoppedOf(loader)
    expect(unanswered).toBe(0)
  })

  test('windows follow each other without a gap and without an overlap', async () => {
    const { port } = await startBackend('late')
    const loader = startLoader(command, '127.0.0.1', port, 8)
    await connectedOf(loader)
    loader.say('start')
    const began = performance.now()
    const windows: Window[] = []
    for (let i = 0; i < 10; i++) {
      await sleep(i * 15)
      windows.push(await windowOf(loader))
    }
    const took = (performance.now() - began) / 1000
    for (const { messages, per_connection } of windows) {
      expect(messages).toBeGreaterThanOrEqual(8 * per_connection.least)
      expect(messages).toBeLessThanOrEqual(8 * per_connection.most)
    }
    const { messages } = await stoppedOf(loader)
    const sum = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
    const missing = messages - sum(windows.map((window) => window.messages))
    // What was under way at the last mark, and what could follow it before `stop` was read.
    expect(missing).toBeGreaterThanOrEqual(0)
    expect(missing).toBeLessThanOrEqual(8 * 4)
    expect(Math.abs(sum(windows.map(({ seconds }) => seconds)) - took)).toBeLessThan(0.2)
  })

  test('of a window in which nothing came has no latency', async () => {
    const { port } = await startBackend('silent')
    const loader = startLoader(command, '127.0.0.1', port, 3)
    await connectedOf(loader)
    loader.say('start')
    const { messages, latency_us, per_connection } = await windowOf(loader)
    expect({ messages, latency_us }).toEqual({ messages: 0, latency_us: undefined })
    expect(per_connection).toEqual({ least: 0, p5: 0, p50: 0, p95: 0, most: 0 })
  })

  test('counts its own processor time', async () => {
    const { port } = await startBackend('right')
    const { cpu, seconds } = (await load(port, 100)).window
    expect(cpu.user + cpu.system).toBeGreaterThan(0)
    expect(cpu.user + cpu.system).toBeLessThan(2 * seconds)
  })

  test('finds a backend by name, whichever of its addresses listens', async () => {
    const { port } = await startBackend('right')
    const loader = startLoader(command, 'localhost', port, 200)
    expect((await connectedOf(loader)).got).toBe(200)
  })

  const hasIPv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some((a) => a.address === '::1'))
  test.skipIf(!hasIPv6)(`speaks IPv6${hasIPv6 ? '' : ': not tested, this machine has no ::1'}`, async () => {
    const { port } = await startBackend('right', { host: '::1' })
    const loader = startLoader(command, '::1', port, 5)
    expect((await connectedOf(loader)).got).toBe(5)
    loader.say('start')
    await sleep(50)
    expect((await stoppedOf(loader)).messages).toBeGreaterThan(0)
  })

  test('takes the end of the input as stop', async () => {
    const { port } = await startBackend('late')
    const loader = startLoader(command, '127.0.0.1', port, 5)
    await connectedOf(loader)
    loader.say('start')
    await sleep(50)
    loader.child.stdin?.end()
    expect(await loader.answer()).toEqual({ stopped: { messages: expect.any(Number), unanswered: 0 } })
    expect(await loader.ended).toMatchObject({ code: 0 })
  })

  test('can be stopped before it was started', async () => {
    const { port } = await startBackend('right')
    const loader = startLoader(command, '127.0.0.1', port, 5)
    await connectedOf(loader)
    expect(await stoppedOf(loader)).toEqual({ messages: 0, unanswered: 0 })
  })

  test('ends when nobody reads what it says', async () => {
    const { port } = await startBackend('right')
    const loader = startLoader(command, '127.0.0.1', port, 5)
    await connectedOf(loader)
    loader.say('start')
    loader.child.stdout?.destroy()
    loader.say('mark')
    expect(await loader.ended).toMatchObject({ code: 1 })
  })

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends at once on %s', async (signal) => {
    const { port } = await startBackend('silent')
    const loader = startLoader(command, '127.0.0.1', port, 5)
    await connectedOf(loader)
    loader.say('start')
    loader.child.kill(signal)
    const sent = performance.now()
    expect(await loader.ended).toMatchObject({ signal })
    expect(performance.now() - sent).toBeLessThan(1000)
  })

  test.each([
    [[], 'loader HOST PORT'],
    [['127.0.0.1', 8888], 'loader HOST PORT'],
    [['127.0.0.1', 8888, 1, 64, 0, 1, 1], 'loader HOST PORT'],
    [['127.0.0.1', 'много', 1], 'PORT'],
    [['127.0.0.1', 0, 1], 'PORT'],
    [['127.0.0.1', 65_536, 1], 'PORT'],
    [['127.0.0.1', 8888, 0], 'CONNECTIONS'],
    [['127.0.0.1', 8888, 1, 15], 'BYTES'],
    [['127.0.0.1', 8888, 1, 64, -1], 'RATE'],
    [['127.0.0.1', 8888, 1, 64, 0, 0], 'THREADS'],
    [['no such host', 8888, 1], 'HOST'],
  ])('refuses %j with a sentence', async (args, named) => {
    const { code, errors } = await startLoader(command, ...args).ended
    expect(code).toBe(2)
    expect(errors).toMatch(new RegExp(`^[^\n]*${named}[^\n]*\n$`))
  })

  test.each(['go', 'start'])('refuses the line «%s» where it does not belong', async (line) => {
    const { port } = await startBackend('right')
    const loader = startLoader(command, '127.0.0.1', port, 1)
    loader.say('start')
    loader.child.stdin?.write(`${line}\n`)
    const { code, errors } = await loader.ended
    expect(code).toBe(2)
    expect(errors).toContain(`not «${line}»`)
  })
})

interface Run {
  readonly connected: Connected
  readonly window: Window
  readonly stopped: Stopped
}

async function connectedOf(loader: RunningLoader): Promise<Connected> {
  const line = await loader.answer()
  return line && 'connected' in line ? line.connected : expect.fail(JSON.stringify(line))
}

async function windowOf(loader: RunningLoader): Promise<Window> {
  loader.say('mark')
  const line = await loader.answer()
  return line && 'window' in line ? line.window : expect.fail(JSON.stringify(line))
}

async function stoppedOf(loader: RunningLoader): Promise<Stopped> {
  loader.say('stop')
  const line = await loader.answer()
  return line && 'stopped' in line ? line.stopped : expect.fail(JSON.stringify(line))
}
