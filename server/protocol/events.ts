/** The event: one tuple for the log, the wire and the file. */

/**
 * `[seconds, code, data]`, seconds since the lane began, rounded to milliseconds. `o` output, `i` input, `r` resize
 * (`"COLSxROWS"`), `m` mark (its label), `x` exit (a status, 128 + n for signal n) as in asciicast v3
 * (https://docs.asciinema.org/manual/asciicast/v3/); `s` is ours: the JSON of one `Signal`.
 */
export type LaneEvent = readonly [seconds: number, code: EventCode, data: string]

export type EventCode = 'o' | 'i' | 'r' | 'm' | 'x' | 's'

/** What an `s` event says. Exactly one key is present. */
export type Signal =
  | { readonly usage: Usage }
  | { readonly sample: Sample }
  | { readonly spans: readonly Span[] }
  | { readonly result: Result }
  /** The lane ended by this signal; the `x` event follows. */
  | { readonly signal: string }
  /** Output that the bounded log could not keep, in bytes. */
  | { readonly skipped: number }
  | { readonly problem: Problem }

/** Counters of all processes of a lane since its begin. A counter that nobody can read is absent, never 0. */
export interface Usage {
  /** Who read them: the sampler from outside, or the program about itself (exact, at its end). */
  readonly by: 'sampler' | 'program'
  /** CPU time in user mode, seconds. */
  readonly user?: number
  /** CPU time in the kernel, seconds. */
  readonly system?: number
  /** Voluntary context switches. */
  readonly voluntary?: number
  /** Involuntary context switches. */
  readonly involuntary?: number
  /** Threads alive now. */
  readonly threads?: number
  /** Processes alive now. */
  readonly processes?: number
  /** Resident memory now, bytes, summed over processes (pages that they share count more than once). */
  readonly rss?: number
  /** What reading the counters has taken so far, seconds of the server's CPU. */
  readonly cost?: number
}

/** A value that the program itself reports while it runs. */
export interface Sample {
  readonly name: string
  readonly value: number
  readonly unit: string
}

/** A task had the processor `from` … `to`, seconds since the lane began. */
export type Span = readonly [task: string | number, from: number, to: number]

/** What the program found out; its keys are described by the demo's manifest. */
export type Result = Readonly<Record<string, number | string | boolean | null>>

/** Why something did not happen; each side makes its own sentence of it. */
export type Problem =
  | { readonly code: 'unknown-demo'; readonly demo: string; readonly known: readonly string[] }
  | { readonly code: 'unknown-lane'; readonly lane: string; readonly known: readonly string[] }
  | { readonly code: 'unknown-param'; readonly param: string; readonly known: readonly string[] }
  | {
      readonly code: 'bad-param'
      readonly param: string
      readonly value: string
      readonly min: number
      readonly max: number
    }
  | { readonly code: 'missing-runtime'; readonly missing: string; readonly cure: string }
  | { readonly code: 'build-failed'; readonly command: string; readonly output: string }
  | { readonly code: 'not-started'; readonly why: string }
  | { readonly code: 'bad-result'; readonly field: string; readonly expected: string }
  | {
      readonly code: 'limit'
      readonly what: 'time' | 'output' | 'processes' | 'memory' | 'silence'
      readonly limit: number
    }
  | { readonly code: 'bad-message'; readonly why: string }
  | { readonly code: 'not-allowed'; readonly what: string }
  | { readonly code: 'no-run'; readonly slot: string }

/** The signal in an `s` event. Throws a SyntaxError where the data is not JSON. */
export function parseSignal(event: LaneEvent): Signal | undefined {
  return event[1] === 's' ? (JSON.parse(event[2]) as Signal) : undefined
}

/** Makes an `s` event. */
export function signalEvent(seconds: number, signal: Signal): LaneEvent {
  return [seconds, 's', JSON.stringify(signal)]
}

/** Seconds as the log keeps them: whole milliseconds, so that a recording gives back the same events. */
export function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
