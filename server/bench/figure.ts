/** A figure: what was measured, how often, and what was wanted. */

export interface Figure {
  readonly name: string
  readonly unit: string
  readonly values: readonly number[]
  /** At most so much. */
  readonly target?: number
  /** What of the values is held against the target; the median unless told. */
  readonly of?: 'median' | 'p99' | 'max'
  readonly note?: string
}

export interface Skipped {
  readonly name: string
  readonly skipped: string
}

/** A line for people: name, median, spread, number and target. */
export function formatFigure(figure: Figure | Skipped): string {
  if ('skipped' in figure) return `  —  ${figure.name}: skipped, ${figure.skipped}`
  const { name, unit, values, target, of = 'median', note } = figure
  const [median, low, high] = [0.5, 0, 1].map((share) => short(quantile(values, share)))
  const shown = of === 'median' ? median : `${of} ${short(judged(figure))}, median ${median}`
  const verdict = target === undefined ? '' : ` · target ≤ ${short(target)} ${unit}`
  const sign = target === undefined ? '   ' : isMet(figure) ? 'ok ' : 'NO '
  return `  ${sign}${name}: ${shown} ${unit} (${low} … ${high}, n = ${values.length})${verdict}${note ? ` · ${note}` : ''}`
}

/** The same for programs: with number, median, spread and whether the target is met. */
export function summarize(figure: Figure | Skipped): object {
  if ('skipped' in figure) return figure
  const [median, low, high] = [0.5, 0, 1].map((share) => quantile(figure.values, share))
  return { ...figure, n: figure.values.length, median, low, high, met: isMet(figure) }
}

export function isMet(figure: Figure): boolean {
  return figure.target === undefined || judged(figure) <= figure.target
}

/** Of sorted or unsorted values; the nearest one there is. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

function judged({ values, of = 'median' }: Figure): number {
  return quantile(values, { median: 0.5, p99: 0.99, max: 1 }[of])
}

function short(value: number): string {
  return String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)))
}
