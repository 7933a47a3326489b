/** What this process occupies now. */
import { existsSync, readFileSync } from 'node:fs'

/** KiB and counts. */
export interface Footprint {
  readonly rss: number
  readonly virtual: number
  readonly maps: number
  readonly threads: number
}

/** Undefined off Linux: without /proc nobody can tell. */
export function footprint(): Footprint | undefined {
  if (!existsSync('/proc/self/status')) return undefined
  const status = readFileSync('/proc/self/status', 'utf8')
  const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
  return {
    rss: number('VmRSS'),
    virtual: number('VmSize'),
    maps: readFileSync('/proc/self/maps', 'utf8').trimEnd().split('\n').length,
    threads: number('Threads'),
  }
}
