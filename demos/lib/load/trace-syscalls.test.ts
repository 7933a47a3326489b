/** Calls by name: both tools, and neither. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { isProblem, prepare } from '../../toolchains.ts'
import type { Command } from '../programs.ts'
import { findPerf, mergeRanges, toRanges } from './perf-counter.ts'
import { RoundError } from './round-problem.ts'
import { russianSentence } from './russian-sentence.ts'
import { findStrace } from './strace-log.ts'
import { callsPerMessage, traceSyscalls, type Trace } from './trace-syscalls.ts'

const PATH = process.env['PATH']
const perf = await findPerf()
const strace = await findStrace()
const loader = await command('loader.c')

const folders: string[] = []

afterEach(async () => {
  process.env['PATH'] = PATH
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

describe.runIf(perf.found)('perf', () => {
  test('an epoll loop: a recv and a send for each message', async () => {
    const { tool, ...calls } = await perMessage({ file: 'selector.py', tool: 'perf' })
    expect(tool).toBe('perf')
    for (const name of ['sendto', 'recvfrom']) expect(calls[name]).toBeGreaterThan(0.9)
    for (const name of ['sendto', 'recvfrom']) expect(calls[name]).toBeLessThan(1.1)
    expect(calls['epoll_wait']).toBeGreaterThan(0)
    expect(calls['other']).toBeLessThan(0.1)
  })

  test('a thousand threads, as many as there are connections', async () => {
    const calls = await perMessage({ file: 'cpp_th.cpp', tool: 'perf', connections: 1000 })
    expect(calls['total']).toBeGreaterThan(1.8)
    expect(calls['total']).toBeLessThan(2.3)
  })

  test('processes too', async () => {
    const calls = await perMessage({ file: 'fork.py', tool: 'perf', connections: 30 })
    expect(calls['recvfrom']).toBeGreaterThan(0.9)
    expect(calls['recvfrom']).toBeLessThan(1.1)
  })
})

describe.runIf(strace.found)('strace', () => {
  test('the same of the same backend', async () => {
    const { tool, ...calls } = await perMessage({ file: 'selector.py', tool: 'strace' })
    expect(tool).toBe('strace')
    for (const name of ['sendto', 'recvfrom']) expect(calls[name]).toBeGreaterThan(0.9)
    for (const name of ['sendto', 'recvfrom']) expect(calls[name]).toBeLessThan(1.1)
    expect(calls['epoll_wait']).toBeGreaterThan(0)
  })

  test('is taken where there is no perf', async () => {
    await onlyWith(['strace', 'taskset'])
    expect(await perMessage({ file: 'selector.py' })).toMatchObject({ tool: 'strace' })
  })
})

test('neither: a sentence how to get one', async () => {
  await onlyWith(['taskset'])
  const error: unknown = await trace({ file: 'selector.py' }).catch((reason: unknown) => reason)
  if (!(error instanceof RoundError)) throw new Error(`expected a RoundError, got ${String(error)}`)
  if (process.platform === 'linux')
    expect(russianSentence(error.problem)).toBe(
      'Системные вызовы сосчитать нечем. perf: не установлен; strace: не установлен. Установите strace (sudo apt install strace).',
    )
  else expect(russianSentence(error.problem)).toMatch(/только в Linux/)
})

test('what was never called is absent, and the rest is other', () => {
  const counted: Trace = { tool: 'perf', messages: 100, total: 250, calls: { sendto: 100, recvfrom: 120 } }
  expect(callsPerMessage(counted)).toEqual({
    total: 2.5,
    sendto: 1,
    recvfrom: 1.2,
    other: 0.3,
    messages: 100,
    tool: 'perf',
  })
})

test('threads as ranges, the narrowest gaps closed where they are too many', () => {
  expect(toRanges([7, 3, 1, 2])).toEqual([
    [1, 3],
    [7, 7],
  ])
  expect(
    mergeRanges(
      [
        [1, 3],
        [7, 7],
        [9, 10],
        [50, 60],
      ],
      2,
    ),
  ).toEqual([
    [1, 10],
    [50, 60],
  ])
})

interface Traced {
  readonly file: string
  readonly tool?: 'perf' | 'strace'
  readonly connections?: number
}

async function trace({ file, tool, connections = 50 }: Traced): Promise<Trace> {
  return traceSyscalls({
    backend: await command(`../../echo/${file}`),
    loader,
    connections,
    pin: true,
    warmup: 0.3,
    seconds: 1,
    signal: new AbortController().signal,
    ...(tool && { tool }),
  })
}

async function perMessage(traced: Traced): Promise<Record<string, number | string>> {
  return callsPerMessage(await trace(traced))
}

/** A PATH with nothing but these; what is prepared already has absolute paths. */
async function onlyWith(names: readonly string[]): Promise<void> {
  await command('../../echo/selector.py')
  const folder = await mkdtemp(path.join(tmpdir(), 'path-'))
  folders.push(folder)
  for (const name of names) {
    const places = (PATH ?? '').split(path.delimiter).map((place) => path.join(place, name))
    const found = places.find((place) => existsSync(place))
    if (found !== undefined) await symlink(found, path.join(folder, name))
  }
  process.env['PATH'] = folder
}

async function command(file: string): Promise<Command> {
  const program = await prepare(fileURLToPath(new URL(file, import.meta.url)))
  if (isProblem(program)) throw new Error(JSON.stringify(program))
  return program.command
}
