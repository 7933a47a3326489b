/** How long to wait before the next attempt to connect. */

/**
 * Milliseconds: 100, doubling to 5 000, less up to a third by chance, so that the windows of a restarted server do not
 * all come in the same moment. `chance` is from 0 to 1.
 */
export function backoff(attempt: number, chance = Math.random()): number {
  return Math.min(LONGEST, FIRST * 2 ** attempt) * (1 - chance / 3)
}

const FIRST = 100
const LONGEST = 5000
