/** What a slide says of a chart: the fence `chart`, read and checked at build time, and told to the page as JSON. */
import type { Params } from '../../../server/protocol/messages.ts'

export interface ChartSpec {
  /**
   * `lines` over a parameter, `rows` of bars and ranges with a row for each lane, `years`: 2016 and today in each row.
   */
  readonly kind: 'lines' | 'rows' | 'years'
  readonly demo: string
  /** The author's table of 2016 instead of recordings. */
  readonly from?: '2016'
  readonly lanes: readonly string[]
  /** What holds for the whole chart; for `lines` without `x`. */
  readonly params: Params
  /** The parameter of `lines`. */
  readonly x?: string
  readonly panels: readonly Panel[]
  /** For `rows`: what each bar of a row has of its own; one bar with nothing of its own usually. */
  readonly bars: readonly BarSpec[]
  /** Lanes are called by their ids, where their labels are too long. */
  readonly hasShortNames: boolean
  /** Rows by the first panel's first bar, the largest or the smallest first; else as listed. */
  readonly sort?: 'down' | 'up'
  /** Slide pixels. */
  readonly width: number
  readonly height: number
}

export interface BarSpec {
  readonly params: Params
  /** Where the parameters' own words are too long. */
  readonly name?: string
}

export interface Panel {
  /** One value; several of a `stack`, which are added; two or three of a `range`, from the lowest to the highest. */
  readonly keys: readonly string[]
  readonly shape: 'value' | 'stack' | 'range'
  readonly isLog: boolean
  /** In a stack a key that is absent has never occurred and adds nothing; else it was not measured, and the sum neither. */
  readonly isSparse: boolean
  /** Where the manifest's own labels are too long. */
  readonly title?: string
  readonly parts?: readonly string[]
}
