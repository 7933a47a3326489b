/** Rounds of one backend at one size, together. */
import { isLoaderLimited, metricsOf, METRICS, type Metric } from './metrics.ts'
import type { Round } from './round.ts'
import { estimate, type Estimate } from './statistics.ts'

export interface Summary {
  readonly rounds: number
  /** Medians over the rounds, with intervals from three rounds on. A metric that no round has is absent. */
  readonly metrics: Readonly<Partial<Record<Metric, Estimate>>>
  /** In half of the rounds or more the loader was what could do no more, or a limit of the system stopped the size. */
  readonly limited_by?: 'loader' | 'limit'
  /** That limit, by name and value. */
  readonly limit?: string
}

/** Throws on no rounds. */
export function summarize(rounds: readonly Round[]): Summary {
  const all = rounds.map(metricsOf)
  const metrics: Partial<Record<Metric, Estimate>> = {}
  for (const metric of METRICS) {
    const values = all.map((one) => one[metric]).filter((value) => value !== undefined)
    if (values.length > 0) metrics[metric] = estimate(values)
  }
  const limit = rounds.find((round) => round.limit !== undefined)?.limit
  const saturated = all.filter(isLoaderLimited).length * 2 >= all.length
  return {
    rounds: rounds.length,
    metrics,
    ...(limit !== undefined ? { limited_by: 'limit', limit } : saturated ? { limited_by: 'loader' } : {}),
  }
}
