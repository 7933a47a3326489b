/** One measured figure of the deck, with what it should be. */

export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: 'KB' | 'ms' | 'fps'
  /** Of several measurements, of which `value` is the median. */
  readonly range?: readonly [least: number, most: number]
  /** The most it may be; for frames the least. */
  readonly target?: number
  /** What the figure is made of. */
  readonly parts?: readonly Part[]
}

export interface Part {
  readonly name: string
  readonly value: number
}

/** The median of several measurements, with their range. Throws where there are none. */
export function medianFigure(figure: Omit<Figure, 'value' | 'range'>, values: readonly number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b)
  const [least, value, most] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)]
  if (least === undefined || value === undefined || most === undefined)
    throw new Error(`${figure.name}: expected measurements, got none.`)
  return { ...figure, value, range: [least, most] }
}

/** Whether it is as it should be; a figure without a target is only told. */
export function isReached({ unit, value, target }: Figure): boolean {
  if (target === undefined) return true
  return unit === 'fps' ? value >= target : value <= target
}
