/** What the slide says of a pane, in the attributes of its element. */
import type { Params } from '../../../server/protocol/messages.ts'

export interface PaneSpec {
  readonly demo: string
  readonly slot: string
  /** Empty for all lanes of the demo. */
  readonly lanes: readonly string[]
  /** Those that are not the demo's defaults. */
  readonly params: Params
}

/** Throws a sentence where the build wrote something else. */
export function readPaneSpec({ demo, slot, lanes, params }: DOMStringMap): PaneSpec {
  if (!demo) throw new TypeError('Expected data-demo on a pane, got none.')
  return {
    demo,
    slot: slot || demo,
    lanes: (lanes ?? '').split(',').filter((lane) => lane !== ''),
    params: params ? (JSON.parse(params) as Params) : {},
  }
}
