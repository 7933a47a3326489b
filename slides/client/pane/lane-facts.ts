/** What a lane has told so far, besides its output: the data of the chart, the table and the header. */
import {
  parseSignal,
  type LaneEvent,
  type Problem,
  type Result,
  type Sample,
  type Span,
  type Usage,
} from '../../../server/protocol/events.ts'
import type { LaneEnd } from '../source/lane-end.ts'

export interface LaneFacts {
  usage: TimedUsage[]
  /** By name, in the order of their first sample. */
  samples: Map<string, TimedSample[]>
  spans: Span[]
  result: Result | undefined
  /** Seconds, when the last result came. */
  resultAt: number | undefined
  /** Seconds, of the last mark. */
  markAt: number | undefined
  problem: Problem | undefined
  signal: string | undefined
  end: LaneEnd | undefined
  /** Bytes of output that no screen shows. */
  skipped: number
}

export type TimedUsage = Usage & { readonly seconds: number }
export type TimedSample = Sample & { readonly seconds: number }

export function noFacts(): LaneFacts {
  return {
    usage: [],
    samples: new Map(),
    spans: [],
    result: undefined,
    resultAt: undefined,
    markAt: undefined,
    problem: undefined,
    signal: undefined,
    end: undefined,
    skipped: 0,
  }
}

/** Adds an event to the facts. */
export function learn(facts: LaneFacts, event: LaneEvent): void {
  const [seconds, code, data] = event
  if (code === 'm') facts.markAt = seconds
  if (code === 'x') facts.end = { status: Number(data), ...(facts.signal !== undefined && { signal: facts.signal }) }
  const signal = parseSignal(event)
  if (signal === undefined) return
  if ('usage' in signal) facts.usage.push({ ...signal.usage, seconds })
  else if ('sample' in signal) learnSample(facts, { ...signal.sample, seconds })
  else if ('spans' in signal) facts.spans.push(...signal.spans)
  else if ('result' in signal) {
    facts.result = { ...facts.result, ...signal.result }
    facts.resultAt = seconds
  } else if ('problem' in signal) facts.problem = signal.problem
  else if ('signal' in signal) facts.signal = signal.signal
  else if ('skipped' in signal) facts.skipped += signal.skipped
}

function learnSample({ samples }: LaneFacts, sample: TimedSample): void {
  const known = samples.get(sample.name)
  if (known) known.push(sample)
  else samples.set(sample.name, [sample])
}
