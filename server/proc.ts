/** What the files of Linux's /proc say; pure, text in, numbers out. Formats: man 5 proc. */

export interface ProcStat {
  readonly pid: number
  readonly state: string
  readonly parent: number
  readonly group: number
  readonly session: number
  /** Clock ticks of the process and of the children it has waited for. */
  readonly user: number
  readonly system: number
  readonly threads: number
  /** Clock ticks after boot; with the pid it names a process for good. */
  readonly started: number
  /** Pages. */
  readonly rss: number
}

/** `/proc/PID/stat`; undefined where the text is none (the process ended while it was read). */
export function parseStat(text: string): ProcStat | undefined {
  // The name is in parentheses and may hold anything, parentheses and spaces too: the last one closes it.
  const close = text.lastIndexOf(')')
  const pid = Number.parseInt(text, 10)
  const field = text.slice(close + 2).split(' ')
  if (close < 0 || !Number.isInteger(pid) || field.length < 22) return undefined
  const number = (index: number): number => Number(field[index - 3])
  const stat: ProcStat = {
    pid,
    state: field[0] ?? '?',
    parent: number(4),
    group: number(5),
    session: number(6),
    user: number(14) + number(16),
    system: number(15) + number(17),
    threads: number(20),
    started: number(22),
    rss: number(24),
  }
  // One figure that is none would make every sum it goes into none.
  const { state, ...numbers } = stat
  return state.length === 1 && Object.values(numbers).every(Number.isFinite) ? stat : undefined
}

export interface Switches {
  readonly voluntary: number
  readonly involuntary: number
}

/** `/proc/PID/task/TID/status`; undefined where the counters are not in it. */
export function parseSwitches(text: string): Switches | undefined {
  const voluntary = /^voluntary_ctxt_switches:\s+(\d+)/m.exec(text)?.[1]
  const involuntary = /^nonvoluntary_ctxt_switches:\s+(\d+)/m.exec(text)?.[1]
  if (voluntary === undefined || involuntary === undefined) return undefined
  return { voluntary: Number(voluntary), involuntary: Number(involuntary) }
}

/** A variable of `/proc/PID/environ`. */
export function parseEnviron(text: string, name: string): string | undefined {
  const start = text.startsWith(`${name}=`) ? 0 : text.indexOf(`\0${name}=`) + 1
  if (start === 0 && !text.startsWith(`${name}=`)) return undefined
  const end = text.indexOf('\0', start)
  return text.slice(start + name.length + 1, end < 0 ? undefined : end)
}
