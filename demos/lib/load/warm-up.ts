/** The time under load before anything is measured. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { LoaderProcess } from './loader-process.ts'

/**
 * So many seconds, and then until the backend has settled: two looks in a row that differ by less than a quarter, but no
 * longer than five seconds more. (Ten thousand threads that all want to begin take long; most backends settle at once.)
 */
export async function warmUp(loader: LoaderProcess, seconds: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + (seconds + MOST_SECONDS) * 1000
  let before: number | undefined
  for (;;) {
    await sleep((seconds / 2) * 1000, undefined, { signal })
    const window = await loader.mark()
    const rate = window.messages / window.seconds
    const isSettled = before !== undefined && rate > 0 && Math.abs(rate - before) < SETTLED * Math.max(rate, before)
    if (isSettled || performance.now() > deadline) return
    before = rate
  }
}

const MOST_SECONDS = 5
const SETTLED = 0.25
