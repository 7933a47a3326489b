/** Rounds of real backends, good ones and such as are in trouble. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { isProblem, prepare } from '../../toolchains.ts'
import type { Command } from '../programs.ts'
import { measureRound, type RoundOptions } from './measure-round.ts'
import { metricsOf } from './metrics.ts'
import { listNumbers, readText } from './proc-files.ts'
import { RoundError } from './round-problem.ts'
import { Round } from './round.ts'
import { russianSentence } from './russian-sentence.ts'

const TAG = `test-${process.pid}`
const loader = await command('loader.c')
const troubled = await command('fixtures/troubled.py')
const faulty = await command('fixtures/faulty.ts')

test('a good round: figures that fit together', async () => {
  const round = await measure({ backend: await command('../../echo/select.py') })
  expect(Round.parse(round)).toEqual(round)
  const metrics = metricsOf(round)
  expect(round.connected).toMatchObject({ asked: 20, got: 20 })
  expect(metrics.messages_per_s).toBeGreaterThan(500)
  expect(round.limit).toBeUndefined()
  if (process.platform !== 'linux') return
  // One core: the CPU per message and the rate cannot be more than it.
  expect((metrics.cpu_us! * metrics.messages_per_s!) / 1e6).toBeLessThan(1.1)
  expect(metrics.cpu_us).toBeGreaterThan(0)
  expect(metrics).toMatchObject({ connections: 20, processes: 1, threads: 1 })
  expect(metrics.p50_us!).toBeLessThanOrEqual(metrics.p99_us!)
})

test.runIf(process.platform === 'linux')(
  'threads: a switch for each message, and every thread is counted',
  async () => {
    const metrics = metricsOf(await measure({ backend: await command('../../echo/cpp_th.cpp'), connections: 50 }))
    // The main thread, fifty connections and the probe's.
    expect(metrics.threads).toBe(52)
    expect(metrics.switches).toBeGreaterThan(0.5)
    expect(metrics.switches).toBeLessThan(3)
  },
)

test.runIf(process.platform === 'linux')('processes: the time and the switches of all of them', async () => {
  const metrics = metricsOf(await measure({ backend: await command('../../echo/fork.py'), connections: 15 }))
  expect(metrics.processes).toBe(17)
  expect(metrics.switches).toBeGreaterThan(0.5)
  expect(metrics.cpu_us).toBeGreaterThan(2)
})

test('a rate that is offered is what comes', async () => {
  const { messages_per_s: rate } = metricsOf(
    await measure({ backend: await command('../../echo/select.py'), rate: 400, seconds: 2 }),
  )
  expect(rate).toBeGreaterThan(300)
  expect(rate).toBeLessThan(500)
})

test('not pinned is said', async () => {
  const round = await measure({ backend: await command('../../echo/select.py'), pin: false })
  expect(round.unpinned).toBe('not-asked')
  expect(round.pinned).toBeUndefined()
})

describe('a backend that', () => {
  test.each([
    [
      'ends before it listens',
      ['failing'],
      /^Сервер завершился до начала измерения со статусом 1: Нет ни одного свободного слона/,
    ],
    ['dies in the middle', ['dying', '3000'], /^Сервер завершился во время измерения со статусом 1: Слон устал/],
    ['accepts and never answers', ['mute'], /^Сервер принял соединение и не ответил на пробное сообщение за 5 с/],
    ['answers a probe wrongly', ['lying'], /^На пробное сообщение сервер ответил не тем: ожидалось «the probe/],
    ['does not listen', ['deaf'], /^Сервер не слушает 127\.0\.0\.1:\d+ спустя 10 с/],
  ])('%s', async (_, [kind = '', ...more], sentence) => {
    expect(await sentenceOf({ backend: [...troubled, kind, ...more] })).toMatch(sentence)
    expect(survivors()).toEqual([])
  })

  test.each([
    ['corrupting', /^Сервер вернул не те байты \(соединение \d+\): /],
    ['dropping', /^Сервер вернул не те байты|^Сервер так и не ответил/],
    ['closing', /^Сервер закрыл соединение, которым пользовались \(соединение \d+\)/],
    ['resetting', /^Сервер закрыл соединение, которым пользовались \(соединение \d+\)/],
  ])('is %s', async (kind, sentence) => {
    expect(await sentenceOf({ backend: [...faulty, kind], seconds: 1.5 })).toMatch(sentence)
    expect(survivors()).toEqual([])
  })

  test('ignores every signal, and its child too: both are killed', async () => {
    await measure({ backend: [...troubled, 'stubborn'] })
    expect(survivors()).toEqual([])
  })
})

test('a port that is in use', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const listen = { host: '127.0.0.1', port }
  expect(await sentenceOf({ backend: await command('../../echo/select.py'), listen })).toMatch(
    new RegExp(`^Порт ${port} на 127\\.0\\.0\\.1 занят: закройте`),
  )
  server.close()
})

test('programs that are not there', async () => {
  expect(await sentenceOf({ backend: ['/nowhere/backend'] })).toMatch(/^(Не удалось запустить|Сервер завершился)/)
  expect(await sentenceOf({ backend: await command('../../echo/select.py'), loader: ['/nowhere/loader'] })).toMatch(
    /^(Не удалось запустить|Нагрузчик завершился)/,
  )
  expect(survivors()).toEqual([])
})

test('a loader that says something else', async () => {
  const strange = ['sh', '-c', 'echo hello; sleep 5']
  expect(await sentenceOf({ backend: await command('../../echo/select.py'), loader: strange })).toMatch(
    /^Нагрузчик сказал не то, что ожидалось \(«connected»\): hello/,
  )
  expect(survivors()).toEqual([])
})

test('nothing survives a stop, whenever it comes', { timeout: 60_000 }, async () => {
  const backend = await command('../../echo/fork.py')
  for (let time = 0; time < 8; time++) {
    const stop = new AbortController()
    const delay = Math.random() * 1500
    setTimeout(() => stop.abort(new Error('stop')), delay)
    const began = performance.now()
    await expect(measure({ backend, signal: stop.signal, seconds: 3 })).rejects.toThrow('stop')
    expect(performance.now() - began - delay).toBeLessThan(2000)
    expect(survivors(), `stopped after ${delay} ms`).toEqual([])
  }
})

function measure(options: Partial<RoundOptions> & Pick<RoundOptions, 'backend'>): Promise<Round> {
  return measureRound({
    loader,
    connections: 20,
    pin: true,
    warmup: 0.2,
    seconds: 0.5,
    signal: new AbortController().signal,
    environment: { DEMO_RUN: TAG },
    ...options,
  })
}

async function sentenceOf(options: Parameters<typeof measure>[0]): Promise<string> {
  const error: unknown = await measure(options).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof RoundError)) throw new Error(`expected a RoundError, got ${String(error)}`)
  return russianSentence(error.problem)
}

/** Command lines of what these tests started and still runs. */
function survivors(): string[] {
  return listNumbers('/proc')
    .filter((pid) => readText(`/proc/${pid}/environ`).includes(`DEMO_RUN=${TAG}\0`))
    .map((pid) => readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' '))
    .filter((line) => line !== '')
}

async function command(file: string): Promise<Command> {
  const program = await prepare(fileURLToPath(new URL(file, import.meta.url)))
  if (isProblem(program)) throw new Error(JSON.stringify(program))
  return program.command
}
