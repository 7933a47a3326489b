/**
 * Statistics of a few rounds.
 *
 * The interval is a bootstrap interval of the median that is right for three to a dozen values. The usual percentile
 * bootstrap is not: resampled medians never leave [least, most], which holds the true median with a chance of
 * 1 − 2^(1−n) at best, 75 % for n = 3. Hence two known corrections:
 * - smoothed: each resampled value gets normal noise of standard deviation s/√n, which also repairs the bootstrap's
 *   variance, too small by (n − 1)/n (Silverman and Young 1987, «The bootstrap: to smooth or not to smooth?»;
 *   Hesterberg 2015, «What Teachers Should Know About the Bootstrap», doi:10.1080/00031305.2015.1089789);
 * - widened about the median by t/z of n − 1 degrees of freedom, because s is itself a guess (the same article's reason
 *   for «expanded» percentiles).
 * Simulated coverage of the nominal 95 %: normal, skewed and uneven bimodal values 94–99 % for n = 3, 5, 7, 11. Of two
 * even and distant modes three values lie in one with a chance of 1/4, and no interval of theirs reaches the median between
 * them: 77 % for n = 3, 93 for 5, 88 for 7 (`statistics.test.ts`).
 */

export interface Estimate {
  readonly median: number
  /** The 95 % interval; absent for fewer than three values, which have none. */
  readonly low?: number
  readonly high?: number
  /** Values that went into it. */
  readonly n: number
}

/** Throws on no values. The same values give the same interval. */
export function estimate(values: readonly number[]): Estimate {
  const interval = medianInterval(values)
  // Of rates, times and counts, which are not below 0, the interval is not either.
  const low = interval && Math.min(...values) >= 0 ? Math.max(0, interval.low) : interval?.low
  return {
    median: median(values),
    ...(interval && low !== undefined && { low, high: interval.high }),
    n: values.length,
  }
}

/** The 95 % interval of the median; undefined for fewer than three values. */
export function medianInterval(
  values: readonly number[],
  { resamples = 4000, seed = 1 }: { readonly resamples?: number; readonly seed?: number } = {},
): { readonly low: number; readonly high: number } | undefined {
  const n = values.length
  if (n < 3) return undefined
  const random = mulberry32(seed)
  const noise = standardDeviation(values) / Math.sqrt(n)
  const medians = Array.from({ length: resamples }, () =>
    median(Array.from({ length: n }, () => (values[Math.floor(random() * n)] ?? 0) + noise * normal(random))),
  ).toSorted((a, b) => a - b)
  const middle = median(values)
  const wider = studentT(n - 1) / Z
  const low = middle - (middle - percentile(medians, 0.025)) * wider
  const high = middle + (percentile(medians, 0.975) - middle) * wider
  return { low, high }
}

/** Throws on no values. */
export function median(values: readonly number[]): number {
  return percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}

/** Of sorted values, between the neighbours in proportion (type 7 of Hyndman and Fan 1996). Throws on none. */
export function percentile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  if (below === undefined || above === undefined)
    throw new RangeError(`Expected values and a share of 0 … 1, got ${sorted.length} values and ${share}.`)
  return below + (above - below) * (place - Math.floor(place))
}

/** With n − 1. */
export function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}

/** Numbers of 0 … 1 from a seed: Tommy Ettinger's mulberry32. */
export function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A standard normal value (Box and Muller 1958). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** The 97.5th percentile of the normal distribution. */
const Z = 1.959_964

/** The 97.5th percentile of Student's t; above the table by the first terms of Cornish and Fisher's series (error < 0.0005). */
function studentT(freedom: number): number {
  return T[freedom - 1] ?? Z + (Z ** 3 + Z) / (4 * freedom) + (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * freedom ** 2)
}

const T = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788]
