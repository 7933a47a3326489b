/** What is wrong with the deck: a sentence that begins with the place. */

export interface Place {
  /** Relative to the repository. */
  readonly file: string
  /** The slide's id, or its heading where it has none. */
  readonly slide?: string
}

export class DeckError extends Error {
  override readonly name = 'DeckError'
  constructor({ file, slide }: Place, why: string) {
    super(`${file}${slide === undefined ? '' : `, slide «${slide}»`}: ${why}`)
    // The sentence has the place that matters; Vite would print where in the plugin it was thrown.
    delete this.stack
  }
}

/** «a, b, c» for sentences that say what there is; «nothing» for an empty list. */
export function list(names: Iterable<string>): string {
  return [...names].join(', ') || 'nothing'
}
