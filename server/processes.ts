/** The processes of a lane: found by the tag in their environment, by session and by parent; and their end. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseEnviron, parseStat, type ProcStat } from './proc.ts'

/** The environment variable that every process of a lane inherits: `potoki.<server's pid>.<its start>.<run>.<lane>`. */
export const TAG = 'DEMO_RUN'

export class ProcessTree {
  readonly #tag: string
  #members = new Map<number, ProcStat>()
  /** Every pid that ever was a member, the dead too: a session or group of that number is the lane's own. */
  readonly #known = new Set<number>()
  /** Pids seen and found to be somebody else's: their environment is not read again while they live. */
  #others = new Set<number>()

  /** Before the lane is started: what runs already is not of it and need never be looked at. */
  static before(tag: string): ProcessTree {
    const tree = new ProcessTree(tag)
    tree.#others = new Set(listPids())
    return tree
  }

  constructor(tag: string) {
    this.#tag = tag
  }

  /** The process just started, whose children may clear their environment. */
  adopt(root: number): this {
    const stat = readStat(root)
    if (stat) this.#members.set(root, stat)
    this.#known.add(root)
    return this
  }

  /** The lane's processes alive now. One that cleared its environment is found by its parent, group or session. */
  scan(): ProcStat[] {
    const pids = listPids()
    const members = new Map<number, ProcStat>()
    for (const [pid, before] of this.#members) {
      const stat = readStat(pid)
      // The same pid with another start is somebody else.
      if (stat !== undefined && stat.started === before.started && !'ZX'.includes(stat.state)) members.set(pid, stat)
    }
    // Only groups and sessions that a member leads: until it has made its own, a new child is in the server's.
    const related = new Set<number>()
    for (const { pid, group, session } of members.values())
      for (const id of [pid, group, session]) if (this.#known.has(id)) related.add(id)
    const others = new Set<number>()
    for (const pid of pids) {
      if (members.has(pid) || pid === process.pid) continue
      if (this.#others.has(pid)) others.add(pid)
      else {
        const stat = readStat(pid)
        if (stat === undefined || 'ZX'.includes(stat.state)) continue
        const own = related.has(stat.parent) || related.has(stat.group) || related.has(stat.session)
        if (own || readTag(pid) === this.#tag) {
          members.set(pid, stat)
          this.#known.add(pid)
        } else others.add(pid)
      }
    }
    this.#members = members
    this.#others = others
    return [...members.values()]
  }
}

/** Ends all of a tree: HUP, a grace, then KILL, again until nothing is left. Gives the number that had to be killed. */
export async function endProcesses(tree: ProcessTree, graceSeconds: number): Promise<number> {
  signalAll(tree.scan(), 'SIGHUP')
  const deadline = performance.now() + graceSeconds * 1000
  while (performance.now() < deadline && tree.scan().length > 0) await sleep(10)
  return killRest(tree)
}

async function killRest(tree: ProcessTree): Promise<number> {
  let killed = 0
  for (let round = 0; round < KILL_ROUNDS; round++) {
    const rest = tree.scan()
    if (rest.length === 0) return killed
    killed += rest.length
    signalAll(rest, 'SIGKILL')
    await sleep(10)
  }
  return killed
}

/** Kills, at once and synchronously, what carries a tag beginning so: the last thing an exiting server does. */
export function killTagged(matches: (tag: string) => boolean): number {
  let killed = 0
  for (let round = 0; round < KILL_ROUNDS; round++) {
    const found = listPids()
      .filter((pid) => pid !== process.pid && matches(readTag(pid) ?? '') && isRunning(pid))
      .map((pid) => ({ pid }))
    if (found.length === 0) break
    killed += found.length
    signalAll(found, 'SIGKILL')
  }
  return killed
}

/** Ends what servers that are no more left behind; gives the number of processes. */
export function killOrphans(): number {
  return killTagged((tag) => {
    const [, pid, started] = /^potoki\.(\d+)\.(\d+)\.[\w-]+\.[\w-]+$/.exec(tag) ?? []
    return pid !== undefined && readStat(Number(pid))?.started !== Number(started)
  })
}

/** This server in a tag: its pid and the moment it started, so that a later process of the same pid is not taken for it. */
export function serverTag(): string {
  return `potoki.${process.pid}.${readStat(process.pid)?.started ?? 0}`
}

export function readStat(pid: number): ProcStat | undefined {
  return HAS_PROC ? parseStat(readProc(pid, 'stat')) : psTable().get(pid)
}

const HAS_PROC = existsSync('/proc/self/stat')
const KILL_ROUNDS = 300

function signalAll(processes: readonly { readonly pid: number }[], signal: NodeJS.Signals): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      // Ended between the look and the signal: just what was wanted.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

function isRunning(pid: number): boolean {
  const state = readStat(pid)?.state
  return state !== undefined && !'ZX'.includes(state)
}

function readTag(pid: number): string | undefined {
  return HAS_PROC ? parseEnviron(readProc(pid, 'environ'), TAG) : undefined
}

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1')
  } catch {
    // The process ended, or belongs to another user: it says nothing.
    return ''
  }
}

function listPids(): number[] {
  if (!HAS_PROC) return [...psTable().keys()]
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

/** Systems without /proc: `ps` shows parents and groups but no environment; counters stay absent. */
function psTable(): Map<number, ProcStat> {
  const table = new Map<number, ProcStat>()
  const text = execFileSync('ps', ['-axo', 'pid=,ppid=,pgid=,stat='], { encoding: 'utf8' })
  for (const line of text.split('\n')) {
    const [pid, parent, group, state] = line.trim().split(/\s+/)
    if (pid === undefined || state === undefined) continue
    table.set(Number(pid), {
      pid: Number(pid),
      state: state[0] ?? '?',
      parent: Number(parent),
      group: Number(group),
      session: Number(group),
      user: Number.NaN,
      system: Number.NaN,
      threads: Number.NaN,
      started: 0,
      rss: Number.NaN,
    })
  }
  return table
}
