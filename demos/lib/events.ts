/**
 * Events of a lane, inside its output: ESC ] 7337 ; JSON BEL, an OSC that terminals ignore. They go out only when
 * DEMO_EVENTS=1; by hand a program prints for people and nothing else.
 */
import type { Result, Signal, Span } from '../../server/protocol/events.ts'

/** Seconds since the lane was started. */
export function now(): number {
  return monotonic() - BEGIN
}

/** A named moment: what happened, not how long it took. */
export function mark(label: string): void {
  emit({ mark: label })
}

/** A value on its way, for a chart. */
export function sample(name: string, value: number, unit: string): void {
  emit({ sample: { name, value, unit } })
}

/** Who had the processor, seconds of the lane. */
export function spans(list: readonly Span[]): void {
  emit({ spans: list.map(([task, from, to]) => [task, Number(from.toFixed(6)), Number(to.toFixed(6))]) })
}

/** What the program found out, after what it cost. Undefined is a field that nobody could read. */
export function result(fields: Readonly<Record<string, Result[string] | undefined>>): void {
  const own = process.resourceUsage()
  emit({
    usage: {
      by: 'program',
      user: own.userCPUTime / 1e6,
      system: own.systemCPUTime / 1e6,
      voluntary: own.voluntaryContextSwitches,
      involuntary: own.involuntaryContextSwitches,
      rss: process.memoryUsage.rss(),
    },
  })
  emit({ result: fields as Result })
}

/** Any event, in one write, which on a terminal and a pipe is done when it returns. */
export function emit(event: Signal | { readonly mark: string } | { readonly turn: 'wanted' }): void {
  if (process.env['DEMO_EVENTS'] === '1') process.stdout.write(`\u001b]7337;${JSON.stringify(event)}\u0007`)
}

function monotonic(): number {
  return Number(process.hrtime.bigint()) / 1e9
}

const LOADED = monotonic()
const STARTED = Number(process.env['DEMO_T0'] ?? LOADED)
/** On macOS the clocks of two runtimes differ by the time that the laptop has slept. */
const BEGIN = STARTED <= LOADED && LOADED - STARTED < 60 ? STARTED : LOADED
