/**
 * Counts system calls in the kernel with `perf stat`: no event is passed on, so nothing is lost and little is slowed down.
 * The events are those of the whole system with a filter on the backend's threads: one per call and core, however many
 * thousands of threads there are (attached to each thread they would be too many descriptors).
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, open, readFile, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { OwnedProcess } from './owned-process.ts'
import { listNumbers, sessionPids } from './proc-files.ts'
import { RoundError } from './round-problem.ts'
import { SYSCALLS } from './syscall-fields.ts'
import type { Syscall } from './trace-syscalls.ts'

/** The names under which the kernel knows a call. */
export const VARIANTS: Readonly<Partial<Record<Syscall, readonly string[]>>> = {
  epoll_wait: ['epoll_wait', 'epoll_pwait', 'epoll_pwait2'],
  poll: ['poll', 'ppoll'],
  select: ['select', 'pselect6'],
}

/** Why a tool cannot be used; else what it said itself. */
export const NOT_INSTALLED = 'not installed'
export const NOT_LINUX = 'of Linux only'

export type Found = { readonly found: true } | { readonly found: false; readonly why: string }

/** Whether perf may count here: it is tried. */
export async function findPerf(): Promise<Found> {
  if (process.platform !== 'linux') return { found: false, why: NOT_LINUX }
  try {
    await promisify(execFile)('perf', ['stat', '-a', '-e', 'raw_syscalls:sys_enter', '--', '/bin/sh', '-c', ':'], {
      timeout: 10_000,
    })
    return { found: true }
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string }
    if (code === 'ENOENT') return { found: false, why: NOT_INSTALLED }
    return { found: false, why: stderr?.trim().split('\n')[0] ?? 'not allowed' }
  }
}

export class PerfCounter {
  readonly #perf: OwnedProcess
  readonly #folder: string
  readonly #orders: FileHandle
  readonly #answers: FileHandle

  /** Ready to count the threads that the session has now. Throws a RoundError where perf does not start. */
  static async start(session: number): Promise<PerfCounter> {
    const folder = await mkdtemp(path.join(tmpdir(), 'perf-'))
    const fifos = ['control', 'answers'].map((name) => path.join(folder, name)) as [string, string]
    await promisify(execFile)('mkfifo', fifos)
    // Opened for both directions: a fifo otherwise waits for its other end, and for ever where that never comes.
    const [orders, answers] = [await open(fifos[0], 'r+'), await open(fifos[1], 'r+')]
    try {
      const filter = threadFilter(session)
      const events = EVENTS.filter(({ event }) => isEvent(event)).flatMap(({ event }) => [
        '-e',
        event,
        '--filter',
        filter,
      ])
      const output = ['-x', ',', '-o', path.join(folder, 'counts')]
      const control = ['-D', '-1', '--control', `fifo:${fifos.join(',')}`]
      const perf = await OwnedProcess.start(['perf', 'stat', '-a', ...output, ...control, ...events])
      return new PerfCounter(perf, folder, orders, answers)
    } catch (error) {
      await Promise.all([orders.close(), answers.close(), rm(folder, { recursive: true, force: true })])
      throw error
    }
  }

  private constructor(perf: OwnedProcess, folder: string, orders: FileHandle, answers: FileHandle) {
    this.#perf = perf
    this.#folder = folder
    this.#orders = orders
    this.#answers = answers
    perf.child.stdout?.resume()
  }

  async enable(): Promise<void> {
    await this.#ask('enable')
  }

  async disable(): Promise<void> {
    await this.#ask('disable')
  }

  /** After `disable`. */
  async read(): Promise<{ total: number; calls: Partial<Record<Syscall, number>> }> {
    this.#perf.child.kill('SIGINT')
    await this.#perf.ended
    let total = 0
    const calls: Partial<Record<Syscall, number>> = {}
    for (const line of (await readFile(path.join(this.#folder, 'counts'), 'utf8')).split('\n')) {
      const [count, , event] = line.split(',')
      const known = EVENTS.find((one) => one.event === event)
      const number = Number(count)
      if (!known || !Number.isFinite(number) || number === 0) continue
      if (known.call === undefined) total = number
      else calls[known.call] = (calls[known.call] ?? 0) + number
    }
    return { total, calls }
  }

  async end(): Promise<void> {
    await this.#perf.end(0)
    // A read that still waits would keep the descriptor: it gets its newline.
    await this.#answers.write('\n')
    await Promise.all([this.#orders.close(), this.#answers.close()])
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #ask(word: string): Promise<void> {
    await this.#orders.write(`${word}\n`)
    const buffer = Buffer.alloc(64)
    const answer = this.#answers.read(buffer, 0, buffer.length, null)
    const died = async (): Promise<never> => {
      const exit = await this.#perf.ended
      throw new RoundError({ code: 'not-started', program: 'perf', why: this.#perf.said || `ended with ${exit}` })
    }
    const late = async (): Promise<never> => {
      await sleep(ANSWER_SECONDS * 1000, undefined, { ref: false })
      throw new RoundError({
        code: 'not-started',
        program: 'perf',
        why: `no answer to «${word}» for ${ANSWER_SECONDS} s`,
      })
    }
    const others = [died(), late()]
    for (const other of others) other.catch(() => undefined)
    await Promise.race([answer, ...others])
  }
}

const ANSWER_SECONDS = 20

interface Event {
  readonly event: string
  /** Undefined for all calls together. */
  readonly call?: Syscall
}

const EVENTS: readonly Event[] = [
  { event: 'raw_syscalls:sys_enter' },
  ...SYSCALLS.flatMap((call) =>
    (VARIANTS[call] ?? [call]).map((name) => ({ event: `syscalls:sys_enter_${name}`, call })),
  ),
]

/** Calls differ between architectures: arm64 has no epoll_wait. */
function isEvent(event: string): boolean {
  const file = event.replace(':', '/')
  return ['/sys/kernel/tracing', '/sys/kernel/debug/tracing'].some((root) => existsSync(`${root}/events/${file}`))
}

/**
 * `common_pid == 7 || (common_pid >= 9 && common_pid <= 12)`. Threads are numbered as they are made, so that thousands are a
 * few ranges. Where they are more than a filter may hold, the narrowest gaps are counted in: nobody lives in most of them.
 */
export function threadFilter(session: number): string {
  const threads = sessionPids(session).flatMap((pid) => listNumbers(`/proc/${pid}/task`))
  const ranges = mergeRanges(toRanges(threads), RANGES)
  return ranges
    .map(([first, last]) =>
      first === last ? `common_pid == ${first}` : `(common_pid >= ${first} && common_pid <= ${last})`,
    )
    .join(' || ')
}

type Range = readonly [first: number, last: number]

/** 1 2 3 7 → 1…3, 7. */
export function toRanges(numbers: readonly number[]): Range[] {
  const ranges: [number, number][] = []
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last && number <= last[1] + 1) last[1] = number
    else ranges.push([number, number])
  }
  return ranges
}

/** At most so many, the narrowest gaps closed. */
export function mergeRanges(ranges: readonly Range[], most: number): Range[] {
  const merged = [...ranges]
  while (merged.length > most) {
    const gaps = merged.slice(1).map(([first], index) => first - (merged[index]?.[1] ?? 0))
    const narrowest = gaps.indexOf(Math.min(...gaps))
    merged.splice(narrowest, 2, [merged[narrowest]![0], merged[narrowest + 1]![1]])
  }
  return merged
}

/** The kernel takes a page of filter: 4096 bytes at about 50 a range. */
const RANGES = 70
