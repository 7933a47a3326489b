/**
 * Counts what a lane's processes use, together. Reading costs: figures of the group (a file a process) and switches (a
 * file a thread; 1 000 take 30 ms) are read four times a second, or as seldom as keeps each below half a percent of a
 * core.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { setImmediate as breathe } from 'node:timers/promises'
import { toMilliseconds, type Usage } from './protocol/events.ts'
import { parseSwitches, type ProcStat, type Switches } from './proc.ts'
import type { ProcessTree } from './processes.ts'

export interface Sampler {
  /** Reads now if the budget allows, at a mark of the program. */
  look(): void
  stop(): void
}

/**
 * Calls `onUsage` at 4 Hz or slower until stopped, and never while `isIdle` says that there is nothing to see. Where
 * there is no /proc it never does: absent, not 0.
 */
export function startSampler(
  tree: ProcessTree,
  onUsage: (usage: Usage) => void,
  isIdle: () => boolean = () => false,
): Sampler {
  if (!HAS_PROC) return { look: () => undefined, stop: () => undefined }
  const totals = new Totals()
  const budget = { group: new Budget(), switches: new Budget() }
  let stopped = false
  let looking = false

  const look = async (): Promise<void> => {
    if (stopped || looking || isIdle() || !budget.group.allows(1)) return
    looking = true
    const processes = budget.group.spend(1, () => tree.scan())
    const threads = processes.reduce((sum, stat) => sum + stat.threads, 0)
    if (budget.switches.allows(threads)) await totals.readSwitches(processes, budget.switches)
    looking = false
    if (stopped || processes.length === 0) return
    onUsage({
      by: 'sampler',
      ...totals.add(processes),
      cost: toMilliseconds(budget.group.spent + budget.switches.spent),
    })
  }

  const timer = setInterval(() => void look(), INTERVAL_MS)
  void look()
  return {
    look: () => void look(),
    stop: () => {
      stopped = true
      clearInterval(timer)
    },
  }
}

const HAS_PROC = process.platform === 'linux'
const INTERVAL_MS = 250
/** Of a core, for each of the two kinds of reading. */
const SHARE = 0.005
/** Threads read before other work gets its turn: about 3 ms. */
const SLICE = 100

/** Lets a kind of work have its share of a core and not more: work is allowed when what it will cost has been saved. */
class Budget {
  readonly #began = performance.now()
  /** Milliseconds an item of work takes, as last seen. */
  #each = 0.03
  #spent = 0

  /** Seconds. */
  get spent(): number {
    return this.#spent / 1000
  }

  allows(items: number): boolean {
    const earned = ADVANCE_MS + (performance.now() - this.#began) * SHARE
    return earned - this.#spent >= items * this.#each
  }

  spend<T>(items: number, work: () => T): T {
    const began = process.cpuUsage()
    try {
      return work()
    } finally {
      const { user, system } = process.cpuUsage(began)
      const took = (user + system) / 1000
      this.#spent += took
      if (items > 0) this.#each = took / items
    }
  }
}

/** So that the first look, at the begin of the lane, is free to happen. */
const ADVANCE_MS = 10

/** Counters only grow: what a process or thread had when it was last seen stays counted after its end. */
class Totals {
  #user = 0
  #system = 0
  readonly #switches = new Map<string, Switches>()

  add(processes: readonly ProcStat[]): Omit<Usage, 'by' | 'cost'> {
    const sum = (of: (stat: ProcStat) => number): number => processes.reduce((total, stat) => total + of(stat), 0)
    this.#user = Math.max(this.#user, sum(({ user }) => user) / CLOCK_TICKS)
    this.#system = Math.max(this.#system, sum(({ system }) => system) / CLOCK_TICKS)
    return {
      user: this.#user,
      system: this.#system,
      threads: sum(({ threads }) => threads),
      processes: processes.length,
      rss: sum(({ rss }) => rss) * PAGE_SIZE,
      ...this.#sumSwitches(),
    }
  }

  async readSwitches(processes: readonly ProcStat[], budget: Budget): Promise<void> {
    for (const { pid } of processes) {
      const threads = budget.spend(0, () => list(`/proc/${pid}/task`))
      for (let index = 0; index < threads.length; index += SLICE) {
        const slice = threads.slice(index, index + SLICE)
        budget.spend(slice.length, () => {
          for (const thread of slice) {
            const switches = parseSwitches(read(`/proc/${pid}/task/${thread}/status`))
            if (switches) this.#switches.set(`${pid}/${thread}`, switches)
          }
        })
        await breathe()
      }
    }
  }

  #sumSwitches(): Partial<Switches> {
    if (this.#switches.size === 0) return {}
    let voluntary = 0
    let involuntary = 0
    for (const switches of this.#switches.values()) {
      voluntary += switches.voluntary
      involuntary += switches.involuntary
    }
    return { voluntary, involuntary }
  }
}

const CLOCK_TICKS = HAS_PROC ? getconf('CLK_TCK') : Number.NaN
const PAGE_SIZE = HAS_PROC ? getconf('PAGESIZE') : Number.NaN

function getconf(name: string): number {
  return Number(execFileSync('getconf', [name], { encoding: 'utf8' }))
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    // The thread ended between the list and the look.
    return ''
  }
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch {
    // The process ended.
    return []
  }
}
