/** System calls of a backend by name, per message: a round of its own, traced and therefore not timed. */
import { rm, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findPerf, PerfCounter } from './perf-counter.ts'
import { RoundError } from './round-problem.ts'
import { countStrace, findStrace, straceCommand } from './strace-log.ts'
import { SYSCALLS } from './syscall-fields.ts'
import { underLoad, type Load, type LoadOptions } from './under-load.ts'

export interface TraceOptions extends LoadOptions {
  /** Of the window in which calls are counted. */
  readonly seconds: number
  /** perf where it is allowed, else strace, unless told. */
  readonly tool?: 'perf' | 'strace'
}

export interface Trace {
  readonly tool: 'perf' | 'strace'
  /** Answered in the window. */
  readonly messages: number
  /** All calls in the window. */
  readonly total: number
  /** By the names of `syscall-fields.ts`; one that was never called is absent. */
  readonly calls: Readonly<Partial<Record<Syscall, number>>>
}

export type Syscall = (typeof SYSCALLS)[number]

/** Counts over a window, messages and calls of the same one. Throws as `underLoad`, and where nothing can count. */
export async function traceSyscalls(options: TraceOptions): Promise<Trace> {
  const tool = options.tool ?? (await chooseTool())
  return tool === 'perf' ? withPerf(options) : withStrace(options)
}

/** The same, divided: what the manifests' results want. */
export function callsPerMessage({ tool, messages, total, calls }: Trace): Record<string, number | string> {
  const named = Object.values(calls).reduce((sum, count) => sum + count, 0)
  return {
    total: total / messages,
    ...Object.fromEntries(Object.entries(calls).map(([name, count]) => [name, count / messages])),
    other: (total - named) / messages,
    messages,
    tool,
  }
}

async function chooseTool(): Promise<'perf' | 'strace'> {
  const perf = await findPerf()
  if (perf.found) return 'perf'
  const strace = await findStrace()
  if (strace.found) return 'strace'
  throw new RoundError({ code: 'no-tracer', platform: process.platform, perf: perf.why, strace: strace.why })
}

async function withPerf(options: TraceOptions): Promise<Trace> {
  return underLoad(options, async ({ session, loader }) => {
    const counter = await PerfCounter.start(session)
    try {
      // The counter answers some milliseconds after the loader, at the end as at the begin.
      await loader.mark()
      await counter.enable()
      await sleep(options.seconds * 1000, undefined, { signal: options.signal })
      const { messages } = await loader.mark()
      await counter.disable()
      return { tool: 'perf', messages: some(messages, options), ...(await counter.read()) }
    } finally {
      await counter.end()
    }
  })
}

/**
 * strace starts the backend: to trace one that runs already needs more leave (Yama). Its log has a time in every line, and
 * what lies between the loader's two answers counts.
 */
async function withStrace(options: TraceOptions): Promise<Trace> {
  const folder = await mkdtemp(path.join(tmpdir(), 'strace-'))
  const log = path.join(folder, 'log')
  try {
    const window = await underLoad({ ...options, wrapper: straceCommand(log) }, async ({ loader }: Load) => {
      await loader.mark()
      const from = Date.now() / 1000
      await sleep(options.seconds * 1000, undefined, { signal: options.signal })
      const { messages } = await loader.mark()
      return { from, to: Date.now() / 1000, messages: some(messages, options) }
    })
    return { tool: 'strace', messages: window.messages, ...(await countStrace(log, window.from, window.to)) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function some(messages: number, { seconds }: TraceOptions): number {
  if (messages === 0) throw new RoundError({ code: 'no-messages', seconds })
  return messages
}
