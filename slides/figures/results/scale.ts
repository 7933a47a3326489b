/** Values → pixels. */

export interface Scale {
  /** The value's place; values outside of the domain lie outside of the range. */
  readonly at: (value: number) => number
  /** Round values inside the domain. */
  readonly ticks: readonly number[]
  readonly domain: readonly [low: number, high: number]
}

/** From 0 to at least `most`, so that lengths compare; about one tick every `space` pixels. */
export function linearScale(most: number, from: number, to: number, space: number): Scale {
  const top = most > SMALLEST ? most : 1
  const step = niceStep(top / Math.max(1, Math.floor(Math.abs(to - from) / space)))
  const high = Math.ceil(top / step - 1e-9) * step
  const ticks = Array.from({ length: Math.round(high / step) + 1 }, (_, index) => index * step)
  return { at: (value) => from + (value / high) * (to - from), ticks, domain: [0, high] }
}

/** Decades, and 2 and 5 of each where there is room. What is too small for a logarithm lies on its lower edge. */
export function logScale(all: readonly number[], from: number, to: number, space: number): Scale {
  const values = all.filter((value) => value > SMALLEST)
  const least = Math.min(...values)
  const most = Math.max(...values)
  const low = values.length > 0 ? floorNice(least) : 1
  const high = values.length > 0 ? Math.max(ceilNice(most), low * 10) : 10
  const decades = Math.log10(high / low)
  const fine = steps(low, high, [1, 2, 5])
  const ticks = Math.abs(to - from) / (decades * 3) >= space ? fine : steps(low, high, [1])
  return {
    at: (value) => from + (Math.log10(Math.max(value, low) / low) / decades) * (to - from),
    ticks: thin(ticks.length > 1 ? ticks : fine, Math.abs(to - from) / space),
    domain: [low, high],
  }
}

/** What rounds to nothing needs no axis of its own, and a logarithm has no place for it. */
export const SMALLEST = 1e-9

/** At these values and nowhere else: a parameter was recorded at a few points. */
export function pointScale(values: readonly number[], from: number, to: number): Scale {
  const sorted = [...new Set(values)].toSorted((a, b) => a - b)
  const [low = 1, high = low] = [sorted[0], sorted.at(-1)]
  const share = (value: number): number =>
    high === low ? 0.5 : low > 0 ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low)
  return { at: (value) => from + share(value) * (to - from), ticks: sorted, domain: [low, high] }
}

/** 1, 2 or 5 times a power of ten, at least as large as asked for. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((step) => step * power >= least * 0.999_999) ?? 10) * power
}

function floorNice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return ([5, 2, 1].find((step) => step * power <= value * 1.000_001) ?? 1) * power
}

function ceilNice(value: number): number {
  return niceStep(value)
}

function steps(low: number, high: number, factors: readonly number[]): number[] {
  const found: number[] = []
  for (let power = Math.floor(Math.log10(low) + 1e-9); power <= Math.ceil(Math.log10(high)); power++)
    for (const factor of factors) {
      const value = Number((factor * 10 ** power).toPrecision(6))
      if (value >= low * 0.999_999 && value <= high * 1.000_001) found.push(value)
    }
  return found
}

/** At most so many, evenly. */
function thin(ticks: readonly number[], most: number): number[] {
  const every = Math.max(1, Math.ceil(ticks.length / Math.max(2, Math.floor(most))))
  return ticks.filter((_, index) => index % every === 0)
}
