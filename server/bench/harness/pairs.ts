/** Pairs of rounds: what drifts meets both of a pair, and which is first changes from pair to pair. */
import { medianInterval, median } from '../../../demos/lib/load/statistics.ts'

export interface PairedDifference {
  readonly name: string
  /** Of each pair, per cent: (b − a) / a. */
  readonly values: readonly number[]
}

/** Measures a and b so many times. Each gives figures by name. */
export async function measurePairs(
  pairs: number,
  a: () => Promise<Readonly<Record<string, number>>>,
  b: () => Promise<Readonly<Record<string, number>>>,
): Promise<PairedDifference[]> {
  const differences = new Map<string, number[]>()
  for (let pair = 0; pair < pairs; pair++) {
    let ofA: Readonly<Record<string, number>> = {}
    let ofB: Readonly<Record<string, number>> = {}
    if (pair % 2 === 0) [ofA, ofB] = [await a(), await b()]
    else [ofB, ofA] = [await b(), await a()]
    for (const [name, value] of Object.entries(ofA)) {
      const other = ofB[name]
      if (other === undefined || value === 0) continue
      differences.set(name, [...(differences.get(name) ?? []), ((other - value) / value) * 100])
    }
  }
  return [...differences].map(([name, values]) => ({ name, values }))
}

/** `messages_per_s: +0.8 % (−1.2 … +2.9, n = 7)`; within `reach` per cent, where one is wanted. */
export function formatDifference({ name, values }: PairedDifference, reach?: number): { line: string; isMet: boolean } {
  const middle = median(values)
  const interval = medianInterval(values)
  const range = interval ? `${signed(interval.low)} … ${signed(interval.high)}, ` : ''
  const isMet = reach === undefined || Math.abs(middle) <= reach
  const sign = reach === undefined ? '   ' : isMet ? 'ok ' : 'NO '
  const target = reach === undefined ? '' : ` · target within ${reach} %`
  return { line: `  ${sign}${name}: ${signed(middle)} % (${range}n = ${values.length})${target}`, isMet }
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`
}
