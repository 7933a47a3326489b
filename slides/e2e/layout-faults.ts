/** What is wrong with how a slide is laid out, in sentences: what sticks out, what is cut off, what is too small. */
import type { Page } from '@playwright/test'

/** Slide pixels below which nobody in the last row reads a text. */
const SMALLEST = 20
/** The same for a terminal, whose columns are given. */
const SMALLEST_TERMINAL = 13
/** And for a table with more rows than fit in large letters, which is there to be looked up in. */
const SMALLEST_TABLE = { rows: 16, size: 13 }

/** Of the slide on the screen. */
export async function layoutFaults(page: Page, slide: string): Promise<string[]> {
  return page.locator(`section#${slide} > .frame`).evaluate(findFaults, { SMALLEST, SMALLEST_TERMINAL, SMALLEST_TABLE })
}

/** Runs in the page. */
function findFaults(
  frame: Element,
  {
    SMALLEST,
    SMALLEST_TERMINAL,
    SMALLEST_TABLE,
  }: {
    readonly SMALLEST: number
    readonly SMALLEST_TERMINAL: number
    readonly SMALLEST_TABLE: { readonly rows: number; readonly size: number }
  },
): string[] {
  const scale = frame.getBoundingClientRect().width / 1280
  const found = new Set<string>()
  const walker = document.createTreeWalker(frame, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement
    const text = node.textContent?.trim() ?? ''
    if (
      !holder ||
      text === '' ||
      holder.closest('.xterm-helpers, .notes, .lane-table-unseen, .chart-unseen, option, script, style')
    )
      continue
    if (!holder.checkVisibility({ visibilityProperty: true })) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const hidden = hiders(holder)
    for (const box of range.getClientRects()) {
      if (box.width === 0) continue
      const what = `«${text.slice(0, 40)}» (${holder.className || holder.tagName.toLowerCase()})`
      for (const hider of hidden) {
        const { left, right, top, bottom } = hider.getBoundingClientRect()
        // A line of text is higher than its letters.
        const [x, y] = hider === frame ? [1, 1] : [2 * scale, 4 * scale]
        if (box.left < left - x || box.right > right + x || box.top < top - y || box.bottom > bottom + y)
          found.add(`${what} is cut off by ${hider.className || hider.tagName.toLowerCase()}`)
      }
    }
    const size = Math.round(fontSize(holder) * 10) / 10
    const rows = holder.closest('.lane-table')?.querySelectorAll('tbody tr').length ?? 0
    const small = rows > SMALLEST_TABLE.rows ? SMALLEST_TABLE.size : SMALLEST
    const least = holder.closest('.xterm') ? SMALLEST_TERMINAL : small
    if (size < least - 0.05) found.add(`«${text.slice(0, 40)}» is ${size} pixels large`)
  }
  return [...found]

  /** In slide pixels, whatever scales and unscales lie between. */
  function fontSize(element: Element): number {
    const size = Number.parseFloat(getComputedStyle(element).fontSize)
    if (element instanceof SVGGraphicsElement) return (size * (element.getScreenCTM()?.d ?? 1)) / scale
    const box = element.closest<HTMLElement>('.pane-body')
    // A pane's body is as many real pixels large as it covers.
    return box ? size / scale : size
  }

  /** What cuts an element's text off. What can be scrolled is not cut off, and an ellipsis says so itself. */
  function hiders(element: Element): Element[] {
    const all: Element[] = []
    for (let one: Element | null = element; one && one !== frame; one = one.parentElement) {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(one)
      if (overflowY === 'auto' || overflowY === 'scroll' || textOverflow === 'ellipsis') return all
      if (overflowX !== 'visible' && one.closest('.xterm') === null) all.push(one)
    }
    return [...all, frame]
  }
}
