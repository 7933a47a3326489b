/** What every server of `echo` and `mmap` owes, tried on the real programs. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'

import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  endBackend,
  exchange,
  killBackends,
  open,
  openMany,
  receive,
  receiveAll,
  runBackend,
  startBackend,
  waitFor,
  writeInChunks,
  type Backend,
} from '../lib/echo-testing.ts'
import { DEMOS, findLanes, type Lane } from '../lib/testing.ts'
import { isProblem, prepare } from '../toolchains.ts'

const lanes = (await findLanes()).filter(({ name }) => /^(echo|mmap)\//.test(name))
const prepared = await Promise.all(lanes.map(async (lane) => ({ ...lane, program: await prepare(lane.file) })))
const missing = prepared.filter(({ program }) => isProblem(program))
const ready: readonly Lane[] = prepared.filter(({ program }) => !isProblem(program))

const backends = new Map<string, Backend>()
const backendOf = ({ name }: Lane) => backends.get(name) ?? expect.fail(`${name} did not start`)

beforeAll(async () => {
  await Promise.all(ready.map(async ({ name, file }) => backends.set(name, await startBackend(file))))
}, 60_000)
afterAll(killBackends)

const IDS = {
  of2016:
    'selector thread asyncio asyncio_proto asyncio_sock uvloop uvloop_proto uvloop_sock gevent ' +
    'cpp_epoll cpp_poll cpp_th',
  newer:
    'select poll thread_pool fork eventlet twisted tornado trio curio node thread_free asyncio_64k asyncio_proto_64k',
  mmap: 'as_is threshold max_size buffered uvloop_proto hang_up',
}

test('there are the twelve of 2016, the newer ones and those of mmap', () => {
  const named = `${IDS.of2016} ${IDS.newer}`.split(' ').map((id) => `echo/${id}`)
  expect(lanes.map(({ name }) => name)).toEqual(
    expect.arrayContaining([...named, ...IDS.mmap.split(' ').map((id) => `mmap/${id}`)]),
  )
})

describe.each(missing)('$name', ({ program }) => {
  const why = JSON.stringify(program)
  // A build without the GIL is in no distribution that CI could take it from.
  const isOwed = process.env['REQUIRE_LANES'] === 'all' && !why.includes('без GIL')
  if (isOwed) test('runs', () => expect.fail(why))
  else test.skip(`not run: ${why}`, () => {})
})

describe('echoes', () => {
  test.concurrent.each(ready)('$name: random bytes in random pieces on many connections at once', async (lane) => {
    const sockets = await openMany(backendOf(lane).port, 12)
    await Promise.all(
      sockets.map(async (socket) => {
        const data = randomBytes(200_000)
        const back = receive(socket, data.length)
        await writeInChunks(socket, data, 20_000)
        expect(data.equals(await back)).toBe(true)
        socket.destroy()
      }),
    )
  })

  test.concurrent.each(ready)('$name: one byte at a time', async (lane) => {
    const socket = await open(backendOf(lane).port)
    const data = randomBytes(100)
    for (const byte of data) expect(await exchange(socket, Buffer.of(byte))).toEqual(Buffer.of(byte))
    const back = receive(socket, data.length)
    await writeInChunks(socket, data, 1)
    expect(await back).toEqual(data)
    socket.destroy()
  })

  test.concurrent.each(ready)('$name: 500 connections opened at once', async (lane) => {
    const sockets = await openMany(backendOf(lane).port, 500)
    await Promise.all(
      sockets.map(async (socket, index) => {
        const message = Buffer.from(`${index} `.repeat(20))
        expect(await exchange(socket, message)).toEqual(message)
      }),
    )
    for (const socket of sockets) socket.destroy()
  })
})

describe('the end of a connection', () => {
  test.concurrent.each(ready)('$name: all comes back after the client has ended its side', async (lane) => {
    for (const size of [1, 100_000, 3_000_000]) {
      const socket = await open(backendOf(lane).port)
      const data = randomBytes(size)
      socket.end(data)
      await sleep(50) // the buffers are full and the end is sent before the first byte is read
      expect(data.equals(await receiveAll(socket)), `${size} bytes`).toBe(true)
    }
  })

  test.concurrent.each(ready)('$name: a reset ends only its own connection', async (lane) => {
    const { port, errors } = backendOf(lane)
    const [survivor, idle, busy, stuck] = (await openMany(port, 4)) as [Socket, Socket, Socket, Socket]
    const message = randomBytes(1000)
    for (const socket of [survivor, idle, busy]) expect(await exchange(socket, message)).toEqual(message)
    busy.write(message)
    stuck.write(randomBytes(20_000_000)) // and nothing of it is read
    await sleep(100)
    for (const socket of [idle, busy, stuck]) socket.resetAndDestroy()
    for (let times = 0; times < 20; times++) expect(await exchange(survivor, message)).toEqual(message)
    const newcomer = await open(port)
    expect(await exchange(newcomer, message)).toEqual(message)
    for (const socket of [survivor, newcomer]) socket.destroy()
    expect(errors()).toBe('')
  })
})

describe('a client that sends and does not read', () => {
  const SENT = 40_000_000 // more than the kernel's buffers of both sides hold
  const KEPT = 16_000_000 // more than a server that reads no more than it can send ever keeps

  test.concurrent.each(ready)('$name: keeps nobody waiting, gets all in the end, fills no memory', async (lane) => {
    const { port, process } = backendOf(lane)
    const [slow, other] = (await openMany(port, 2)) as [Socket, Socket]
    const message = randomBytes(100)
    expect(await exchange(other, message)).toEqual(message)
    const before = residentBytes(process.pid)
    const data = randomBytes(SENT)
    slow.write(data)
    await sleep(300)
    for (let times = 0; times < 20; times++) expect(await exchange(other, message)).toEqual(message)
    const grown = residentBytes(process.pid) - before
    // It is really stuck: the client still has something to send.
    expect(slow.writableLength).toBeGreaterThan(0)
    expect(grown).toBeLessThan(KEPT)
    expect(data.equals(await receive(slow, SENT))).toBe(true)
    for (const socket of [slow, other]) socket.destroy()
  })
})

describe('TCP_NODELAY', async () => {
  const refused = await whyNotInspected()

  describe.runIf(refused === undefined)('looked up in the process itself', () => {
    test('is missed where it is not set', async () => {
      const server = createServer({ noDelay: false }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      const client = await open(port)
      await waitFor(async () => (await noDelay(process.pid, port)).join() === '0')
      client.destroy()
      server.close()
    })

    test.concurrent.each(ready)('$name: is set', async ({ file }) => {
      const backend = await startBackend(file)
      const clients = await openMany(backend.port, 2)
      for (const client of clients) await exchange(client, Buffer.from('1'))
      expect(await noDelay(backend.process.pid, backend.port)).toEqual(['1', '1'])
      for (const client of clients) client.destroy()
      await endBackend(backend, 'SIGKILL')
    })
  })
  if (refused !== undefined) test.skip(`not looked up: ${refused}`, () => {})
})

describe('where it cannot listen', () => {
  test.concurrent.each(ready)('$name: says so', async (lane) => {
    const taken = String(backendOf(lane).port)
    const [inUse, elsewhere, ...wrong] = await Promise.all(
      [[taken], ['0', '192.0.2.1'], ['порт'], ['65536'], ['0', '127.0.0.1', 'x'], ['0', '']].map((args) =>
        runBackend(lane.file, args),
      ),
    )
    expect(inUse).toMatchObject({ code: 1, output: '', errors: expect.stringMatching(`^Порт ${taken} занят: .+\n$`) })
    expect(elsewhere).toMatchObject({ code: 1, output: '', errors: expect.stringMatching(/^Адреса 192.0.2.1 .+\n$/) })
    for (const end of wrong)
      expect(end).toMatchObject({ code: 2, output: '', errors: expect.stringMatching(/^(port: |host: |Лишний ).+\n$/) })
  })
})

describe('a signal', () => {
  test.concurrent.each(ready)('$name: ends it within a second, with a connection open', async ({ file }) => {
    const ends = (['SIGINT', 'SIGHUP', 'SIGTERM'] as const).map(async (signal) => {
      const backend = await startBackend(file)
      const socket = await open(backend.port)
      expect(await exchange(socket, Buffer.from('1'))).toEqual(Buffer.from('1'))
      const sent = performance.now()
      expect([
        { code: 0, signal: null },
        { code: null, signal },
      ]).toContainEqual(await endBackend(backend, signal))
      expect(performance.now() - sent).toBeLessThan(1500)
      expect(backend.errors()).toBe('')
      // Its children go with it: nobody is left who could answer.
      await waitFor(() => socket.readableEnded || socket.destroyed || void socket.resume(), 3)
      socket.destroy()
    })
    await Promise.all(ends)
  })
})

describe('at a limit', () => {
  const prlimit = existsSync('/usr/bin/prlimit') ? '/usr/bin/prlimit' : undefined
  const DESCRIPTORS = 64

  describe.runIf(prlimit)('of descriptors', () => {
    test.concurrent.each(ready)('$name: serves the others, or ends with its name', async ({ file }) => {
      const backend = await startBackend(file, [prlimit ?? '', `--nofile=${DESCRIPTORS}:${DESCRIPTORS}`])
      const { served, afterwards } = await tryMany(backend.port, 2 * DESCRIPTORS)
      const outcome = async () => {
        if (backend.process.exitCode !== null) return 'ended'
        return (await afterwards()) && served > DESCRIPTORS / 2 ? 'serves on' : 'neither'
      }
      await waitFor(async () => (await outcome()) !== 'neither')
      const named = /^Больше соединений не (обслужить|открыть), мешает предел: RLIMIT_NOFILE = 64\n$/
      // libuv and Twisted refuse in silence, and a process per connection needs no more descriptors.
      if (backend.process.exitCode === null) expect(backend.errors()).toMatch(new RegExp(`${named.source}|^$`))
      else expect(await backend.end).toMatchObject({ code: 1, errors: expect.stringMatching(named) })
      await endBackend(backend, 'SIGKILL')
    })
  })
  if (!prlimit) test.skip('of descriptors; not run: there is no prlimit', () => {})

  const threads = ready.filter(({ name }) => ['echo/thread', 'echo/thread_free', 'echo/cpp_th'].includes(name))
  describe.runIf(prlimit)('of threads', () => {
    test.each(threads)(
      '$name: serves the others and says its name',
      async ({ file }) => {
        const backend = await startBackend(file, [prlimit ?? '', `--as=${200 * 2 ** 20}`])
        const { served } = await tryMany(backend.port, 2000)
        expect(served).toBeGreaterThan(50)
        expect(served).toBeLessThan(2000)
        // Where so little memory is left, an interpreter may have more to complain of.
        expect(backend.errors()).toContain(
          `Больше соединений не обслужить, мешает предел: RLIMIT_AS = ${200 * 2 ** 20}\n`,
        )
        expect(backend.process.exitCode).toBe(null)
        await endBackend(backend, 'SIGKILL')
      },
      60_000,
    )
  })
  if (!prlimit) test.skip('of threads; not run: there is no prlimit', () => {})

  test.each(ready.filter(({ name }) => name === 'echo/select'))('$name: refuses from 1024 on', async ({ file }) => {
    const backend = await startBackend(file)
    const { served, afterwards } = await tryMany(backend.port, 1100)
    expect(served).toBeGreaterThan(1000)
    expect(served).toBeLessThan(1024)
    expect(backend.errors()).toBe('Больше соединений не обслужить, мешает предел: FD_SETSIZE = 1024\n')
    await waitFor(afterwards)
    await endBackend(backend, 'SIGTERM')
  })
})

/** A connection that may be refused, and whether it is served. */
async function tryOne(port: number): Promise<{ socket: Socket | undefined; isServed: boolean }> {
  const socket = await open(port).catch(() => undefined)
  const message = Buffer.from('?')
  const answer = socket && (await exchange(socket, message).catch(() => undefined))
  return { socket, isServed: answer?.equals(message) ?? false }
}

/** Opens that many at once and keeps them open: how many are served; is one more served when they have ended? */
async function tryMany(port: number, count: number): Promise<{ served: number; afterwards: () => Promise<boolean> }> {
  const answers = await Promise.all(Array.from({ length: count }, () => tryOne(port)))
  const afterwards = async () => {
    for (const { socket } of answers) socket?.destroy()
    const { socket, isServed } = await tryOne(port)
    socket?.destroy()
    return isServed
  }
  return { served: answers.filter(({ isServed }) => isServed).length, afterwards }
}

const NODELAY = join(DEMOS, 'lib/fixtures/nodelay.py')

/** '1' or '0' for each connection that a process has accepted. */
async function noDelay(pid: number, port: number): Promise<readonly string[]> {
  const { code, output, errors } = await runBackend(NODELAY, [String(pid), String(port)])
  if (code !== 0) throw new Error(errors)
  return output.split('\n').filter(Boolean)
}

/** Why this machine lets nobody look into a process, if it does not: no Linux, no leave to debug. */
async function whyNotInspected(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `this is ${process.platform}, not Linux`
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { code, errors } = await runBackend(NODELAY, [String(process.pid), String(port)])
  server.close()
  return code === 0 ? undefined : errors.trim().split('\n').at(-1)
}

/** What a process holds in memory; 0 where nobody can tell. */
function residentBytes(pid: number): number {
  const file = `/proc/${pid}/status`
  return existsSync(file) ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1]) * 1024 : 0
}
