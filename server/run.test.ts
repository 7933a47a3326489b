/** Real programs, real terminals: what a run tells of them and what it leaves behind. */
import path from 'node:path'
import { expect, test } from 'vitest'
import { loadCatalogue, type CatalogueLane } from './catalog.ts'
import { ProcessTree, readStat, serverTag } from './processes.ts'
import { parseSignal, type Problem } from './protocol/events.ts'
import { checkRequest } from './request.ts'
import { Run } from './run.ts'

const catalogue = await loadCatalogue(path.join(import.meta.dirname, 'fixtures'))

test('output, marks, samples, spans, result and exit, in order', async () => {
  const run = await execute('good', 'says', { n: 1000 })
  const events = run.lanes[0]?.log.events() ?? []
  const output = events.flatMap(([, code, data]) => (code === 'o' ? [data] : [])).join('')
  expect(output).toBe(`${Array.from({ length: 1000 }, (_, index) => `строка ${index}\r\n`).join('')}конец`)
  expect(events.find(([, code]) => code === 'm')?.[2]).toBe('половина')
  const signals = events.map(parseSignal).filter((signal) => signal !== undefined)
  expect(signals).toContainEqual({ sample: { name: 'rate', value: 1.5, unit: '1/s' } })
  expect(signals).toContainEqual({ spans: [[0, 0.001, 0.002]] })
  expect(signals).toContainEqual({ result: { lines: 1000 } })
  expect(signals.some((signal) => 'usage' in signal && (signal.usage.threads ?? 0) >= 1)).toBe(true)
  expect(events.at(-1)?.slice(1)).toEqual(['x', '0'])
  expect(events.map(([seconds]) => seconds)).toEqual(events.map(([seconds]) => seconds).toSorted((a, b) => a - b))
  expect(run.lanes[0]?.outcome).toMatchObject({ exit: 0, stopped: false, result: { lines: 1000 } })
})

test('what is typed reaches the program', async () => {
  const run = new Run(checkRequest(catalogue, { demo: 'good', lanes: ['echoes'], params: {} }))
  const done = run.execute()
  await until(() => text(run).includes('жду'))
  expect(run.input('echoes', 'привет\n')).toBe(true)
  await done
  expect(text(run)).toContain('слышу: привет')
  expect(run.input('echoes', 'поздно')).toBe(false)
})

test.each<[string, number | string, Partial<Problem> | undefined]>([
  ['three', 3, undefined],
  ['killed', 'SIGKILL', undefined],
  ['mute', 0, { code: 'bad-result', field: 'result' }],
  ['babbles', 0, { code: 'bad-result', field: 'extra' }],
  ['slow', 'SIGHUP', { code: 'limit', what: 'time', limit: 2 }],
  ['silent', 'SIGHUP', { code: 'limit', what: 'silence', limit: 1 }],
  ['breeds', 'SIGHUP', { code: 'limit', what: 'processes', limit: 20 }],
])('fails/%s ends with %s and its problem', async (lane, exit, problem) => {
  const run = await execute('fails', lane)
  expect(run.lanes[0]?.outcome?.exit).toBe(exit)
  if (problem === undefined) expect(run.lanes[0]?.outcome?.problem).toBeUndefined()
  else expect(run.lanes[0]?.outcome?.problem).toMatchObject(problem)
  expect(leftOf(run)).toEqual([])
})

test('a flood of events ends the lane before they fill the memory', async () => {
  const run = await execute('floods', 'marks')
  expect(run.lanes[0]?.outcome?.problem).toEqual({ code: 'limit', what: 'output', limit: 16 * 2 ** 20 })
  expect(run.lanes[0]?.log.next).toBeLessThan(20_000)
})

test('what cannot be prepared is a problem of its lane, and the run comes to its end', async () => {
  const request = checkRequest(catalogue, { demo: 'good', lanes: ['says', 'echoes'], params: {} })
  const [says, echoes] = request.lanes as [CatalogueLane, CatalogueLane]
  const run = new Run({ ...request, lanes: [{ ...echoes, file: '/nowhere/gone.py' }, says] })
  await run.execute()
  expect(run.lanes.map(({ outcome }) => outcome?.problem?.code)).toEqual(['not-started', undefined])
  expect(run.state).toBe('finished')
})

test('memory beyond the limit ends the lane', async () => {
  const run = await execute('hungry', 'hoards')
  expect(run.lanes[0]?.outcome?.problem).toEqual({ code: 'limit', what: 'memory', limit: 200 * 2 ** 20 })
  expect(leftOf(run)).toEqual([])
})

test('a signal is told before the exit, and the exit is the shell’s 128 + n', async () => {
  const run = await execute('fails', 'killed')
  expect(
    run.lanes[0]?.log
      .events()
      .slice(-2)
      .map((event) => event.slice(1)),
  ).toEqual([
    ['s', '{"signal":"SIGKILL"}'],
    ['x', '137'],
  ])
})

test('events that are none are said, and the program goes on', async () => {
  const run = await execute('fails', 'babbles')
  const problems = run.lanes[0]?.log
    .events()
    .map(parseSignal)
    .filter((signal) => signal && 'problem' in signal)
  expect(problems).toHaveLength(4)
})

test('a compiler’s error is shown whole', async () => {
  const run = await execute('breaks', 'syntax')
  const { problem, exit } = run.lanes[0]?.outcome ?? {}
  expect(exit).toBe(127)
  expect(problem).toMatchObject({ code: 'build-failed' })
  expect((problem as { output: string }).output).toContain('nothing')
})

test('50 MB: the log stays bounded, the end is there, the rest is counted', async () => {
  const run = await execute('floods', 'fifty')
  const log = run.lanes[0]?.log
  expect(run.lanes[0]?.outcome).toMatchObject({ exit: 0, result: { lines: 1 } })
  expect(text(run).endsWith('last line\r\n')).toBe(true)
  const kept = Buffer.byteLength(text(run))
  expect(kept).toBeLessThanOrEqual(4 * 2 ** 20)
  const skipped = log
    ?.events()
    .map(parseSignal)
    .find((signal) => signal && 'skipped' in signal) as { skipped: number }
  expect(skipped.skipped + kept).toBeGreaterThan(50 * 2 ** 20 * 0.99)
})

test('a flood without end is ended by its limit', async () => {
  const run = await execute('floods', 'endless')
  expect(run.lanes[0]?.outcome?.problem).toMatchObject({ code: 'limit', what: 'output' })
  expect(leftOf(run)).toEqual([])
})

test.each([
  ['stubborn', 'ignores'],
  ['hides', 'no-environment'],
])('stop leaves nothing of %s/%s', async (demo, lane) => {
  const run = new Run(checkRequest(catalogue, { demo, lanes: [lane], params: {} }))
  const done = run.execute()
  await until(() => text(run) !== '')
  expect(leftOf(run).length).toBeGreaterThan(0)
  const child = /сын: (\d+)/.exec(text(run))?.[1]
  run.stop()
  await done
  expect(run.lanes[0]?.outcome).toMatchObject({ stopped: true })
  expect(leftOf(run)).toEqual([])
  // A zombie is no process: whoever adopted it only has to look.
  if (child !== undefined) expect('ZX').toContain(readStat(Number(child))?.state ?? 'X')
})

test('a program’s own end leaves nothing either: a double fork in a session of its own', async () => {
  const run = await execute('hides', 'double-fork')
  expect(run.lanes[0]?.outcome?.exit).toBe(0)
  expect(leftOf(run)).toEqual([])
})

test('measured lanes run one after another', async () => {
  const run = await execute('fails', 'three,killed')
  const [first, second] = run.lanes
  const firstEnd = (first?.began ?? 0) + (first?.log.events().at(-1)?.[0] ?? 0) * 1000
  expect(second?.began).toBeGreaterThanOrEqual(firstEnd - 1)
})

async function execute(demo: string, lanes: string, params: Record<string, number> = {}): Promise<Run> {
  const run = new Run(checkRequest(catalogue, { demo, lanes: lanes.split(','), params }))
  await run.execute()
  return run
}

function text(run: Run): string {
  return run.lanes.flatMap(({ log }) => log.events().flatMap(([, code, data]) => (code === 'o' ? [data] : []))).join('')
}

function leftOf(run: Run): number[] {
  return run.lanes.flatMap(({ lane }) =>
    new ProcessTree(`${serverTag()}.${run.id}.${lane.id}`).scan().map(({ pid }) => pid),
  )
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('It did not happen within ten seconds.')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
