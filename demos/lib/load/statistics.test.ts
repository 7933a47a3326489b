/** The interval must hold the true median as often as it says, with as few values as there are rounds. */
import { describe, expect, test } from 'vitest'
import { estimate, median, medianInterval, mulberry32, normal, percentile, standardDeviation } from './statistics.ts'

type Draw = (random: () => number) => number

/** Each with its true median. */
const POPULATIONS: Readonly<Record<string, { readonly draw: Draw; readonly truth: number }>> = {
  normal: { draw: (random) => 100 + normal(random), truth: 100 },
  'skewed (log-normal)': { draw: (random) => Math.exp(0.7 * normal(random)), truth: 1 },
  'skewed (exponential)': { draw: (random) => -Math.log(1 - random()), truth: Math.LN2 },
  // A machine that now and then is slow; the median of 0.3 N(5, ½) + 0.7 N(0, ½) solves 0.7 Φ(2x) = ½.
  'bimodal, 3 of 10 in the other mode': {
    draw: (random) => (random() < 0.3 ? 5 : 0) + 0.5 * normal(random),
    truth: 0.282_974,
  },
}

describe.each(Object.entries(POPULATIONS))('%s', (_, { draw, truth }) => {
  test.each([3, 5, 11])('%i values: the interval holds the median in 93 … 99.5 of 100 cases', (n) => {
    const share = coverage(draw, truth, n)
    expect(share).toBeGreaterThanOrEqual(0.93)
    expect(share).toBeLessThanOrEqual(0.995)
  })
})

test('three values of two even modes cannot do better than 1 − 2/8, and do no worse', () => {
  const even: Draw = (random) => (random() < 0.5 ? 5 : 0) + 0.5 * normal(random)
  const share = coverage(even, 2.5, 3)
  expect(share).toBeGreaterThan(0.72)
  expect(share).toBeLessThan(0.82)
  expect(coverage(even, 2.5, 5)).toBeGreaterThan(0.9)
})

test('the test can fail: a percentile bootstrap without the two corrections is far below 95 %', () => {
  const { draw, truth } = POPULATIONS['normal']!
  const plain = (values: readonly number[]): { low: number; high: number } => {
    const random = mulberry32(7)
    const medians = Array.from({ length: 400 }, () =>
      median(values.map(() => values[Math.floor(random() * values.length)] ?? 0)),
    ).toSorted((a, b) => a - b)
    return { low: percentile(medians, 0.025), high: percentile(medians, 0.975) }
  }
  expect(coverage(draw, truth, 3, plain)).toBeLessThan(0.8)
})

test('the same values give the same interval, which holds the median', () => {
  const values = [101, 99, 104, 100, 98]
  const { median: middle, low = Number.NaN, high = Number.NaN, n } = estimate(values)
  expect(estimate(values)).toEqual({ median: middle, low, high, n })
  expect(middle).toBe(100)
  expect(low).toBeLessThan(100)
  expect(high).toBeGreaterThan(100)
})

test('fewer than three values have no interval; what is not below 0 has no interval below it', () => {
  expect(estimate([5])).toEqual({ median: 5, n: 1 })
  expect(estimate([5, 6])).toEqual({ median: 5.5, n: 2 })
  expect(estimate([1, 50, 100]).low).toBe(0)
  expect(estimate([-1, 50, 100]).low).toBeLessThan(0)
  expect(medianInterval([7, 7, 7])).toEqual({ low: 7, high: 7 })
})

test('median, percentile and deviation of known values', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
  expect(percentile([0, 10, 20, 30, 40], 0.05)).toBe(2)
  expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(2.138, 3)
  expect(() => median([])).toThrow(/got 0 values/)
})

/** How often the interval holds the truth. 700 cases: a share of 95 % is seen within ± 2.5 in 99.8 of 100. */
function coverage(
  draw: Draw,
  truth: number,
  n: number,
  interval = (values: readonly number[]) => medianInterval(values, { resamples: 400 }),
): number {
  const random = mulberry32(20_161)
  const cases = 700
  let held = 0
  for (let one = 0; one < cases; one++) {
    const found = interval(Array.from({ length: n }, () => draw(random)))
    if (found && found.low <= truth && truth <= found.high) held++
  }
  return held / cases
}
