/** Why a round could not be measured. Drivers make a Russian sentence of it, the command line an English one. */

export type RoundProblem =
  | { readonly code: 'not-started'; readonly program: string; readonly why: string }
  | { readonly code: 'port-in-use'; readonly host: string; readonly port: number }
  | { readonly code: 'not-listening'; readonly host: string; readonly port: number; readonly seconds: number }
  /** It listens, but a probe of some bytes did not come back. */
  | { readonly code: 'not-answering'; readonly seconds: number }
  /** It answered the probe with other bytes than it got. */
  | { readonly code: 'wrong-probe'; readonly sent: string; readonly got: string }
  | {
      readonly code: 'backend-ended'
      readonly when: 'starting' | 'measuring'
      readonly exit: Exit
      /** The last of what it said on stderr. */
      readonly said: string
    }
  | { readonly code: 'loader-ended'; readonly exit: Exit; readonly said: string }
  | { readonly code: 'loader-silent'; readonly awaited: string; readonly seconds: number }
  | { readonly code: 'loader-line'; readonly line: string; readonly awaited: string }
  /** What the loader found wrong with the answers; `detail` is its English sentence. */
  | {
      readonly code: 'fault'
      readonly kind: FaultKind
      readonly connection?: number | undefined
      readonly detail: string
      /** What the backend has said of it on stderr: the limit that it met, for one. */
      readonly said?: string
    }
  | { readonly code: 'no-messages'; readonly seconds: number }
  /** A limit of the system allows not one connection. */
  | { readonly code: 'no-room'; readonly limit: string }
  /** Neither perf nor strace can count here. */
  | { readonly code: 'no-tracer'; readonly platform: string; readonly perf: string; readonly strace: string }

export type FaultKind = 'refused' | 'wrong' | 'closed' | 'unanswered'

/** A status, or the name of the signal that ended it. */
export type Exit = number | NodeJS.Signals

export class RoundError extends Error {
  override readonly name = 'RoundError'
  constructor(readonly problem: RoundProblem) {
    super(JSON.stringify(problem))
  }
}
