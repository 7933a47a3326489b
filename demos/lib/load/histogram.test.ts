/** Both histograms against exact percentiles of what was recorded. */
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { isProblem, prepare } from '../../toolchains.ts'
import { endAll, start } from './fixtures/processes.ts'
import { Histogram, nearestRank } from './histogram.ts'

interface Summary {
  readonly count: number
  readonly mean: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

const SECOND = 1e9
const program = await prepare(fileURLToPath(new URL('fixtures/histogram.c', import.meta.url)))
const inC = isProblem(program) ? undefined : start(program.command)

afterAll(endAll)

const histograms: readonly { name: string; summarize: (values: readonly number[]) => Promise<Summary> }[] = [
  { name: 'histogram.ts', summarize: summarizeInTypeScript },
  ...(inC ? [{ name: 'histogram.h', summarize: summarizeInC }] : []),
]

if (isProblem(program)) {
  if (process.env['REQUIRE_LANES'] === 'all') test('histogram.h', () => expect.fail(JSON.stringify(program)))
  else test.skip(`histogram.h not tested: ${JSON.stringify(program)}`, () => {})
}

describe.each(histograms)('$name', ({ summarize }) => {
  test('is within 1 % of the exact percentiles, from 1 µs to 60 s', async () => {
    // Evenly over the octaves, so that no size is tried less than another.
    const latency = fc
      .double({ min: Math.log(1000), max: Math.log(60 * SECOND), noNaN: true })
      .map((power) => Math.round(Math.exp(power)))
    await fc.assert(
      fc.asyncProperty(fc.array(latency, { minLength: 1, maxLength: 400 }), async (values) => {
        const summary = await summarize(values)
        const exact = exactly(values)
        expect(summary.count).toBe(exact.count)
        expect(summary.max).toBe(exact.max)
        expect(summary.mean / exact.mean).toBeCloseTo(1, 5)
        for (const which of ['p50', 'p95', 'p99'] as const)
          expect(Math.abs(summary[which] / exact[which] - 1), `${which} of ${values.length}`).toBeLessThan(0.01)
      }),
      { numRuns: 500 },
    )
  })

  test('is exact where an octave has fewer values than buckets', async () => {
    for (let value = 0; value < 128; value++) expect(await summarize([value])).toEqual(exactly([value]))
  })

  test('is within 1 % on both sides of every power of two', async () => {
    for (let power = 7; power < 36; power++)
      for (const value of [2 ** power - 1, 2 ** power, 2 ** power + 1]) {
        // A larger one beside it: the maximum, which is exact, must not help.
        const { p50 } = await summarize([value, 2 * value])
        expect(Math.abs(p50 / value - 1), `${value}`).toBeLessThan(0.01)
      }
  })

  test('keeps what is longer than a minute and more, as the longest it knows', async () => {
    const { count, p50, max } = await summarize([1000, 100 * SECOND, 5000 * SECOND])
    expect({ count, max }).toEqual({ count: 3, max: 5000 * SECOND })
    expect(p50).toBeGreaterThan(60 * SECOND)
    expect(p50).toBeLessThan(70 * SECOND)
  })
})

test('the percentile of nothing is 0', () => {
  expect(new Histogram().percentile(50)).toBe(0)
})

function exactly(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (percent: number): number => sorted[nearestRank(percent, sorted.length) - 1] ?? 0
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { count: values.length, mean, p50: at(50), p95: at(95), p99: at(99), max: sorted.at(-1) ?? 0 }
}

function summarizeInTypeScript(values: readonly number[]): Promise<Summary> {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  const { count, mean, max } = histogram
  const [p50, p95, p99] = [50, 95, 99].map((percent) => histogram.percentile(percent)) as [number, number, number]
  return Promise.resolve({ count, mean, p50, p95, p99, max })
}

async function summarizeInC(values: readonly number[]): Promise<Summary> {
  inC?.child.stdin?.write(`${values.join(' ')}\n`)
  const numbers = ((await inC?.line()) ?? '').split(' ').map(Number)
  const [count, mean, p50, p95, p99, max] = numbers as [number, number, number, number, number, number]
  return { count, mean, p50, p95, p99, max }
}
