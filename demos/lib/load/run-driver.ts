/** What all drivers share: their end by a signal, their last sentence, their progress. */
import { emit } from '../events.ts'
import type { Result } from '../../../server/protocol/events.ts'
import { RoundError } from './round-problem.ts'
import { russianSentence } from './russian-sentence.ts'
import type { Phase } from './under-load.ts'

/** Runs to the end; what goes wrong is a sentence on stderr and status 1. A signal ends it with all that it started. */
export async function runDriver(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController()
  let exitCode = 0
  for (const [name, number] of Object.entries(SIGNALS))
    process.on(name, () => {
      exitCode = 128 + number
      stop.abort(new Error(name))
    })
  // Between two rounds nothing runs that the signal could reach, and the next turn may be long in coming.
  const leave = new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => setTimeout(resolve, 900)))
  try {
    await Promise.race([work(stop.signal), leave])
  } catch (error) {
    if (!stop.signal.aborted) {
      exitCode = 1
      process.stderr.write(`${error instanceof RoundError ? russianSentence(error.problem) : String(error)}\n`)
    }
  }
  process.exit(exitCode)
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

/** A parameter by its place. Throws where it is no whole number: the runner checks them. */
export function parameter(index: number, usual: number): number {
  const value = Number(process.argv[2 + index] ?? usual)
  if (!Number.isInteger(value) || value < 0)
    throw new TypeError(`Expected a whole number, got ${process.argv[2 + index]}.`)
  return value
}

/** Undefined is a field that nobody could read. What it cost the driver is nobody's question: the backend's figures are in it. */
export function emitResult(fields: Readonly<Record<string, Result[string] | undefined>>): void {
  const known = Object.entries(fields).filter((entry): entry is [string, Result[string]] => entry[1] !== undefined)
  emit({ result: Object.fromEntries(known.map(([key, value]) => [key, rounded(value)])) })
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Says what is slow, so that ten thousand connections do not look like a hanging lane. */
export function phaseSayer(what: string): (phase: Phase) => void {
  return (phase) => {
    const text = PHASES[phase]
    if (text !== undefined) process.stdout.write(`\r\u001b[K${what}: ${text}`)
  }
}

const PHASES: Readonly<Partial<Record<Phase, string>>> = {
  starting: 'запуск…',
  connecting: 'соединения…',
  warming: 'прогрев…',
  measuring: 'измерение…',
}

/** Whole numbers with thousands apart: 98 765. */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString('ru-RU')
}

/** To six digits: the rest is noise and makes recordings long. */
function rounded(value: Result[string]): Result[string] {
  return typeof value === 'number' ? Number(value.toPrecision(6)) : value
}
