/** What the slide says of a pane, in the attributes of its element. */
import type { Params } from '../../../server/protocol/messages.ts'
import type { ColumnSpec, Sort } from './lane-table-model.ts'

export interface PaneSpec {
  readonly demo: string
  readonly slot: string
  /** Empty for all lanes of the demo. */
  readonly lanes: readonly string[]
  /** Those that are not the demo's defaults. */
  readonly params: Params
  /** Of a table; empty for all that fit. */
  readonly columns: readonly ColumnSpec[]
  readonly sort: Sort | undefined
  /** Lanes are called by their ids. */
  readonly hasShortNames: boolean
}

/** Throws a sentence where the build wrote something else. */
export function readPaneSpec({ demo, slot, lanes, params, columns, sort, names }: DOMStringMap): PaneSpec {
  if (!demo) throw new TypeError('Expected data-demo on a pane, got none.')
  return {
    demo,
    slot: slot || demo,
    lanes: (lanes ?? '').split(',').filter((lane) => lane !== ''),
    params: params ? (JSON.parse(params) as Params) : {},
    columns: (columns ?? '')
      .split(',')
      .filter((column) => column !== '')
      .map((column) => {
        const [key = '', title] = column.split('=')
        return { key, ...(title !== undefined && { title }) }
      }),
    sort: sort ? { key: sort.split(' ')[0] ?? '', isUp: sort.endsWith(' up') } : undefined,
    hasShortNames: names === 'ids',
  }
}
