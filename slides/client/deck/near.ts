/** The slides that a reader may see next. */
import type { Deck } from './reveal.ts'

/** The current slide first, then where one step leads. */
export function nearSlides(deck: Deck): Element[] {
  const current = deck.getCurrentSlide()
  const column = current.parentElement?.closest('section') ?? current
  const steps = [current.nextElementSibling, current.previousElementSibling]
  const columns = [column.nextElementSibling, column.previousElementSibling].map(
    (one) => one?.querySelector(':scope > section') ?? one,
  )
  return [current, ...steps, ...columns].filter((slide) => slide !== null && slide !== undefined)
}
