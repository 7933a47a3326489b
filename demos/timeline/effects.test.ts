import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Span } from '../../server/protocol/events.ts'
import { DEMOS, resultOf, runProgram } from '../lib/testing.ts'

const TASKS = 3

async function timeline(lane: string) {
  const ended = await runProgram(join(DEMOS, 'timeline', lane), [TASKS])
  return { result: resultOf(ended), spans: ended.events.flatMap(({ spans }) => spans ?? []) }
}

function expectOnePlaceAtATime(spans: readonly Span[]): void {
  expect(spans.length).toBeLessThan(5000)
  for (let task = 0; task < TASKS; task++) {
    const own = spans.filter(([number]) => number === task).toSorted(([, a], [, b]) => a - b)
    expect(own.length).toBeGreaterThan(0)
    for (const [index, [, from, to]] of own.entries()) {
      expect(to).toBeGreaterThanOrEqual(from)
      const next = own[index + 1]
      if (next) expect(next[1]).toBeGreaterThanOrEqual(to)
    }
  }
}

test('C threads run side by side, Python threads in turn', { retry: 2 }, async () => {
  const c = await timeline('c-pthreads.c')
  const python = await timeline('python-threads.py')
  expectOnePlaceAtATime(c.spans)
  expectOnePlaceAtATime(python.spans)
  expect(python.result['parallel']).toBeLessThan(1.05)
  expect(python.result['switches']).toBeGreaterThan(10)
  if (availableParallelism() >= 2) expect(c.result['parallel']).toBeGreaterThan(1.1 * Number(python.result['parallel']))
})

test.concurrent.each(['python-asyncio.py', 'python-generators.py'])('%s: tasks take turns', async (lane) => {
  const { result, spans } = await timeline(lane)
  expectOnePlaceAtATime(spans)
  expect(spans.slice(0, 9).map(([task]) => task)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2])
  expect(result['parallel']).toBeLessThan(1.05)
})
