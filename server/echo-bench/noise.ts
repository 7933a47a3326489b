/** What else this machine is doing before a measurement. */
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { busySeconds } from '../../demos/lib/load/proc-files.ts'
import type { BenchResult } from './result-schema.ts'

/** Watches for a second in which nothing of ours runs. */
export async function readNoise(signal: AbortSignal): Promise<BenchResult['noise']> {
  const average = loadavg() as [number, number, number]
  const before = busySeconds()
  const began = performance.now()
  await sleep(1000, undefined, { signal })
  const after = busySeconds()
  const seconds = (performance.now() - began) / 1000
  return {
    load_average: average,
    ...(before !== undefined && after !== undefined && { busy_cores: Math.max(0, after - before) / seconds }),
  }
}

/** A sentence where others keep more than a tenth of a core busy. */
export function noiseWarning({ busy_cores: busy = 0 }: BenchResult['noise']): string | undefined {
  if (busy <= QUIET) return undefined
  return `Other programs keep ${busy.toFixed(1)} cores busy: the figures will be theirs too. End them for figures worth keeping.`
}

/** Cores. */
const QUIET = 0.1
