/** Files of Linux's /proc, read now. What has ended, or may not be read, says nothing. Formats: man 5 proc. */
import { readFileSync, readdirSync } from 'node:fs'

/** Pids of a session that run (zombies do not). */
export function sessionPids(session: number): number[] {
  return listNumbers('/proc').filter((pid) => {
    const stat = readStat(pid)
    return stat !== undefined && stat.session === session && !'ZX'.includes(stat.state)
  })
}

export interface Stat {
  readonly state: string
  readonly session: number
  /** Seconds, of all threads, those that have ended too; in steps of a clock tick. */
  readonly user: number
  readonly system: number
  readonly threads: number
}

export function readStat(pid: number): Stat | undefined {
  const text = readText(`/proc/${pid}/stat`)
  // The name is in parentheses and may hold anything: the last one closes it. Field 3 of the manual follows.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  if (fields.length < 22) return undefined
  const number = (field: number): number => Number(fields[field - 3])
  return {
    state: fields[0] ?? '?',
    session: number(6),
    user: number(14) / CLOCK_TICKS,
    system: number(15) / CLOCK_TICKS,
    threads: number(20),
  }
}

/** Seconds that all cores together were busy since boot, with whatever it was; undefined where nobody says. man 5 proc_stat. */
export function busySeconds(): number | undefined {
  const fields = readText('/proc/stat').split('\n', 1)[0]?.split(/\s+/).slice(1).map(Number) ?? []
  const [user, nice, system, , , irq = 0, softirq = 0, steal = 0] = fields
  if (user === undefined || nice === undefined || system === undefined) return undefined
  return (user + nice + system + irq + softirq + steal) / CLOCK_TICKS
}

/** Empty where the file is not, or not any more. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}

/** The names in a folder that are numbers: processes, threads. */
export function listNumbers(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

/** USER_HZ: what the kernel shows is 100 a second on every machine, whatever its own clock is. Seconds a tick: 0.01. */
const CLOCK_TICKS = 100
