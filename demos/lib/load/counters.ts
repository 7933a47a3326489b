/**
 * What a backend's processes have used so far, as Linux counts it.
 *
 * Where the figures come from, and how wrong they can be:
 * - User and system time: `/proc/PID/stat`, of the whole process, in steps of 10 ms. The kernel knows the sum exactly and
 *   splits it by what its clock tick (100 … 1000 a second) met: over n ticks the split is uncertain by about 50 / √n per
 *   cent, 3 at 250 ticks. Nothing finer is to be had without slowing every system call down.
 * - Run time: `se.sum_exec_runtime` of each thread, nanoseconds; of a thread that runs just now it is up to a tick (4 ms) old.
 * - Switches and migrations of each thread. A file a thread, about 25 µs each.
 */
import { listNumbers, readStat, readText, sessionPids } from './proc-files.ts'

/** Seconds. */
export interface CpuTime {
  readonly user: number
  readonly system: number
}

/** Process → its CPU time. */
export type Cpu = ReadonlyMap<number, CpuTime>

/** Of one thread, since it began. */
export interface TaskCounters {
  readonly voluntary: number
  readonly involuntary: number
  /** Moves from core to core; absent where the kernel has no /proc/…/sched. */
  readonly migrations?: number
  /** Seconds on a core; absent likewise. */
  readonly run?: number
}

/** Thread → its counters. */
export type Tasks = ReadonlyMap<string, TaskCounters>

export interface Footprint {
  readonly processes: number
  readonly threads: number
  /** Bytes resident, summed over processes: pages that they share count more than once. */
  readonly rss: number
  /** Bytes of addresses. */
  readonly virtual: number
  /** Memory mappings; absent for more than 16 processes. */
  readonly maps?: number
}

/** The processes of a session. On a system without /proc every reading is empty. */
export class Counters {
  #pids: readonly number[] = []

  constructor(readonly session: number) {}

  /** Looks for the processes again. Milliseconds: not within a window. */
  find(): void {
    this.#pids = sessionPids(this.session)
  }

  /** Of every process, in the same order each time. */
  readCpu(): Cpu {
    const cpu = new Map<number, CpuTime>()
    for (const pid of this.#pids) {
      const stat = readStat(pid)
      if (stat) cpu.set(pid, stat)
    }
    return cpu
  }

  /** Of every thread, in the same order each time. */
  readTasks(): Tasks {
    const tasks = new Map<string, TaskCounters>()
    for (const pid of this.#pids)
      for (const thread of listNumbers(`/proc/${pid}/task`)) {
        const folder = `/proc/${pid}/task/${thread}`
        const counters = parseSched(readText(`${folder}/sched`)) ?? parseStatus(readText(`${folder}/status`))
        if (counters) tasks.set(`${pid}/${thread}`, counters)
      }
    return tasks
  }

  readFootprint(): Footprint | undefined {
    const texts = this.#pids.map((pid) => readText(`/proc/${pid}/status`)).filter((text) => text !== '')
    if (texts.length === 0) return undefined
    const sum = (name: string): number =>
      texts.reduce((total, text) => total + Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0), 0)
    const maps =
      this.#pids.length > MAPS_PROCESSES
        ? undefined
        : this.#pids.reduce((total, pid) => total + readText(`/proc/${pid}/maps`).split('\n').length - 1, 0)
    return {
      processes: texts.length,
      threads: sum('Threads'),
      rss: sum('VmRSS') * 1024,
      virtual: sum('VmSize') * 1024,
      ...(maps !== undefined && { maps }),
    }
  }
}

/** `after` less `before`. Undefined where a process has ended meanwhile and taken its counters along, or nothing was read. */
export function cpuBetween(before: Cpu, after: Cpu): CpuTime | undefined {
  if (after.size === 0 || [...before.keys()].some((pid) => !after.has(pid))) return undefined
  let user = 0
  let system = 0
  for (const [pid, now] of after) {
    user += now.user - (before.get(pid)?.user ?? 0)
    system += now.system - (before.get(pid)?.system ?? 0)
  }
  return { user: Math.max(0, user), system: Math.max(0, system) }
}

/** `after` less `before`. Undefined where a thread has ended meanwhile and taken its counters along, or nothing was read. */
export function tasksBetween(before: Tasks, after: Tasks): TaskCounters | undefined {
  if (after.size === 0 || [...before.keys()].some((task) => !after.has(task))) return undefined
  const sum = (of: (counters: TaskCounters) => number | undefined): number | undefined => {
    let total = 0
    for (const [task, counters] of after) {
      const now = of(counters)
      if (now === undefined) return undefined
      const then = before.get(task)
      // A thread that is new began with 0.
      total += now - ((then && of(then)) ?? 0)
    }
    return total
  }
  const migrations = sum((counters) => counters.migrations)
  const run = sum((counters) => counters.run)
  return {
    voluntary: sum(({ voluntary }) => voluntary) ?? 0,
    involuntary: sum(({ involuntary }) => involuntary) ?? 0,
    ...(migrations !== undefined && { migrations }),
    ...(run !== undefined && { run }),
  }
}

const MAPS_PROCESSES = 16

/** `/proc/PID/task/TID/sched` (CONFIG_SCHED_DEBUG): all there is in one file. */
function parseSched(text: string): TaskCounters | undefined {
  const number = (name: string): number => Number(new RegExp(`^${name}\\s*:\\s*([\\d.]+)`, 'm').exec(text)?.[1])
  const [voluntary, involuntary] = [number('nr_voluntary_switches'), number('nr_involuntary_switches')]
  const [migrations, run] = [number('se\\.nr_migrations'), number('se\\.sum_exec_runtime') / 1000]
  return [voluntary, involuntary, migrations, run].every(Number.isFinite)
    ? { voluntary, involuntary, migrations, run }
    : undefined
}

function parseStatus(text: string): TaskCounters | undefined {
  const voluntary = /^voluntary_ctxt_switches:\s+(\d+)/m.exec(text)?.[1]
  const involuntary = /^nonvoluntary_ctxt_switches:\s+(\d+)/m.exec(text)?.[1]
  if (voluntary === undefined || involuntary === undefined) return undefined
  return { voluntary: Number(voluntary), involuntary: Number(involuntary) }
}
