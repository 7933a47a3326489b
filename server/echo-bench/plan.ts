/** What will be measured, in which order, and how long that takes. */

export interface Step {
  readonly lane: string
  readonly connections: number
  /** From 0. */
  readonly round: number
}

export interface Times {
  readonly seconds: number
  readonly warmup: number
}

/**
 * Size after size; in each the rounds go over all backends, and every other round in the opposite order, so that a drift of
 * the machine meets no backend always late.
 */
export function planSteps(lanes: readonly string[], sizes: readonly number[], rounds: number): Step[] {
  return sizes.flatMap((connections) =>
    Array.from({ length: rounds }, (_, round) =>
      (round % 2 === 0 ? lanes : lanes.toReversed()).map((lane) => ({ lane, connections, round })),
    ).flat(),
  )
}

/** Seconds that a step is expected to take: its windows, the start of a runtime, opening the connections. */
export function expectedSeconds({ connections }: Pick<Step, 'connections'>, { seconds, warmup }: Times): number {
  return seconds + warmup + START_SECONDS + connections * CONNECTION_SECONDS
}

/** Seen on two cores of 2.x GHz with the twelve of 2016. */
const START_SECONDS = 0.4
const CONNECTION_SECONDS = 1.5e-4

/** Corrects the expectation by what has been seen so far. */
export class Clock {
  #expected = 0
  #took = 0

  constructor(readonly times: Times) {}

  saw(step: Step, took: number): void {
    this.#expected += expectedSeconds(step, this.times)
    this.#took += took
  }

  /** Seconds that these still take. */
  left(steps: readonly Step[]): number {
    const expected = steps.reduce((sum, step) => sum + expectedSeconds(step, this.times), 0)
    return this.#expected === 0 ? expected : expected * (this.#took / this.#expected)
  }
}
