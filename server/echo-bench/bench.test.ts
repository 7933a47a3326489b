/** `npm run bench` as a person types it. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseOptions } from './options.ts'
import { Clock, expectedSeconds, planSteps } from './plan.ts'
import { BenchResult } from './result-schema.ts'

const MAIN = path.join(import.meta.dirname, 'main.ts')
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bench-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('a table, and a file of the documented form', async () => {
  const { status, output, errors, result } = await bench(
    '--lane select,cpp_epoll --connections 5,50 --rounds 3 --seconds 0.3',
  )
  expect(status, errors).toBe(0)
  expect(errors).toMatch(/^2 backends at 5, 50 connections, 3 rounds of 0.3 s: about 0:\d\d min/m)
  expect(errors).toMatch(/^\[12\/12\] \w+, 50 connections, round 3 of 3: \d+ messages\/s; 0:00 left$/m)
  expect(output).toMatch(/^5 connections, heavy load$/m)
  expect(output).toMatch(/^(select|cpp_epoll) +\d+ +\d+…\d+ +1\.00 /m)
  expect(result?.interrupted).toBe(false)
  expect(result?.lanes.map(({ id, cells }) => [id, cells.map(({ rounds }) => rounds.length)])).toEqual([
    ['select', [3, 3]],
    ['cpp_epoll', [3, 3]],
  ])
  expect(result?.lanes[0]?.cells[1]?.summary?.metrics.messages_per_s).toMatchObject({
    n: 3,
    low: expect.any(Number) as number,
  })
  // Aside and renamed.
  expect((await readdir(folder)).filter((name) => !name.endsWith('.json'))).toEqual([])
})

test('interrupted: the table and the file hold the complete rounds, and nothing else', async () => {
  const { status, output, result } = await bench('--lane select --connections 5 --rounds 50 --seconds 0.3', {
    interruptAt: /\[3\/50\]/,
  })
  expect(status).toBe(130)
  expect(result?.interrupted).toBe(true)
  expect(result?.lanes[0]?.cells[0]?.rounds.length).toBeGreaterThanOrEqual(3)
  expect(result?.lanes[0]?.cells[0]?.rounds.length).toBeLessThan(50)
  expect(output).toMatch(/^select +\d+/m)
})

test('too few descriptors: the limit is named, and what it allows is measured', async () => {
  const { status, output, result } = await bench('--lane select --connections 500 --rounds 1 --seconds 0.3', {
    before: 'ulimit -n 200',
  })
  expect(status).toBe(0)
  expect(output).toMatch(/136 connections: RLIMIT_NOFILE = 200/)
  expect(result?.lanes[0]?.cells[0]?.summary).toMatchObject({ limited_by: 'limit', limit: 'RLIMIT_NOFILE = 200' })
})

test('no compiler: the loader in Node, labelled; a lane that cannot be built is listed, the others are measured', async () => {
  const { status, errors, result } = await bench('--lane cpp_epoll,select --connections 5 --rounds 1 --seconds 0.3', {
    environment: { CC: 'no-such-cc', CXX: 'no-such-c++' },
  })
  expect(status, errors).toBe(0)
  expect(errors).toMatch(/^cpp_epoll is not run: .*C\+\+.* was not found\. To get it: .+\.$/m)
  expect(errors).toMatch(/^The loader is the one in Node/m)
  expect(result?.method.loader).toBe('node')
  expect(result?.not_run).toMatchObject([{ id: 'cpp_epoll' }])
  expect(result?.lanes).toMatchObject([{ id: 'select' }])
})

test('words that are none', async () => {
  expect(await bench('--lane nosuch')).toMatchObject({
    status: 2,
    errors: expect.stringContaining('There are: ') as string,
  })
  for (const words of [
    '--connections 0',
    '--connections x',
    '--seconds 0',
    '--rounds 1.5',
    '--pin maybe',
    '--load much',
  ])
    expect(() => parseOptions(words.split(' '))).toThrow(/./)
})

test('--quick means less, but not less than what is said outright', () => {
  expect(parseOptions(['--quick'])).toMatchObject({ connections: [100], rounds: 3 })
  expect(parseOptions(['--quick', '--rounds', '4'])).toMatchObject({ connections: [100], rounds: 4 })
  expect(parseOptions([]).lane).toHaveLength(12)
})

test('the default table is planned for less than ten minutes, --quick for less than one', () => {
  const planned = (argv: readonly string[]): number => {
    const options = parseOptions(argv)
    return planSteps(options.lane, options.connections, options.rounds)
      .map((step) => expectedSeconds(step, options))
      .reduce((sum, seconds) => sum + seconds, 0)
  }
  expect(planned([])).toBeLessThan(600)
  expect(planned(['--quick'])).toBeLessThan(60)
})

test('rounds go over the backends to and fro', () => {
  expect(
    planSteps(['a', 'b'], [1, 2], 2)
      .map(({ lane, connections }) => `${lane}${connections}`)
      .join(' '),
  ).toBe('a1 b1 b1 a1 a2 b2 b2 a2')
})

test('the time left is corrected by what was seen', () => {
  const clock = new Clock({ seconds: 1, warmup: 0 })
  const step = { lane: 'a', connections: 10, round: 0 }
  const planned = clock.left([step])
  clock.saw(step, planned * 3)
  expect(clock.left([step, step])).toBeCloseTo(planned * 6)
})

interface Ran {
  readonly status: number | null
  readonly output: string
  readonly errors: string
  /** Checked by the schema; undefined where no file was written. */
  readonly result?: BenchResult
}

let count = 0

async function bench(
  words: string,
  more: { environment?: NodeJS.ProcessEnv; before?: string; interruptAt?: RegExp } = {},
): Promise<Ran> {
  const { environment = {}, before = ':', interruptAt } = more
  const file = path.join(folder, `${count++}.json`)
  const child = spawn(
    'sh',
    ['-c', `${before}; exec "$0" --import tsx "$@"`, process.execPath, MAIN, ...words.split(' '), '--json', file],
    { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let [output, errors] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
    // npm, tsx and the terminal pass one Ctrl-C on more than once.
    if (interruptAt?.test(errors)) for (const _ of [1, 2]) child.kill('SIGINT')
  })
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return { status, output, errors, ...(text !== undefined && { result: BenchResult.parse(JSON.parse(text)) }) }
}
