/**
 * A histogram of latencies in nanoseconds, log-linear: every octave is cut into 64 equal buckets, so the middle of a
 * bucket is within 1/128 (0.8 %) of every value in it. What is under 128 ns is exact, what is over 68 s is counted in the last
 * bucket; the mean and the maximum are exact. histogram.h is the same in C.
 */

/** 2^6 buckets in an octave. */
const SUB_BITS = 6
/** Of 2^36 - 1 ns = 68.7 s. */
const HIGHEST_BIT = 35
const BUCKETS = (HIGHEST_BIT - SUB_BITS + 2) << SUB_BITS

export class Histogram {
  #count = 0
  #sum = 0
  #max = 0
  readonly #buckets = new Float64Array(BUCKETS)

  get count(): number {
    return this.#count
  }

  get max(): number {
    return this.#max
  }

  /** Of an empty histogram NaN. */
  get mean(): number {
    return this.#sum / this.#count
  }

  /** A whole number of nanoseconds, not negative. */
  record(value: number): void {
    const bucket = bucketOf(value)
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1
    this.#count++
    this.#sum += value
    if (value > this.#max) this.#max = value
  }

  /** Nanoseconds; of an empty histogram 0. */
  percentile(percent: number): number {
    let left = nearestRank(percent, this.#count)
    for (const [bucket, count] of this.#buckets.entries()) {
      if (count >= left) return Math.min(middle(bucket), this.#max)
      left -= count
    }
    return this.#max
  }
}

function bucketOf(value: number): number {
  if (value < 2 << SUB_BITS) return value
  const bit = highestBit(value)
  if (bit > HIGHEST_BIT) return BUCKETS - 1
  const shift = bit - SUB_BITS
  return (shift << SUB_BITS) + Math.floor(value / 2 ** shift)
}

/** Of a whole number under 2^62; clz32 knows 32 bits. */
function highestBit(value: number): number {
  return value < 2 ** 31 ? 31 - Math.clz32(value) : 62 - Math.clz32(value / 2 ** 31)
}

/** The middle of a bucket; of one that is a single value wide, that value. */
function middle(bucket: number): number {
  if (bucket < 2 << SUB_BITS) return bucket
  const shift = (bucket >> SUB_BITS) - 1
  const within = bucket & ((1 << SUB_BITS) - 1)
  return (within + (1 << SUB_BITS) + 0.5) * 2 ** shift - 0.5
}

/** Position of a percentile (0 … 100) among `count` sorted values, from 1: the nearest rank, ⌈percent · count / 100⌉. */
export function nearestRank(percent: number, count: number): number {
  return Math.max(1, Math.ceil((percent * count) / 100))
}
