/** Draws the charts on the current slide and one step away; elsewhere and in print their pictures do. */
import { nearSlides } from './near.ts'
import { isPreview, type Deck } from './reveal.ts'

export function followCharts(deck: Deck): void {
  if (deck.isPrintView() || isPreview()) {
    // A printer does not scroll.
    for (const still of document.querySelectorAll<HTMLImageElement>('.chart img, .poster img')) still.loading = 'eager'
    return
  }
  const mounted = new Map<Element, Promise<{ dispose(): void } | undefined>>()
  const follow = (): void => {
    const slides = deck.isScrollView() ? [document.body] : nearSlides(deck)
    const near = new Set(slides.flatMap((slide) => [...slide.querySelectorAll<HTMLElement>('[data-chart]')]))
    for (const [host, mounting] of mounted)
      if (!near.has(host as HTMLElement)) {
        mounted.delete(host)
        void mounting.then((chart) => chart?.dispose())
      }
    for (const host of near) if (!mounted.has(host)) mounted.set(host, mount(host))
  }
  deck.on('slidechanged', follow)
  follow()
}

async function mount(host: HTMLElement): Promise<{ dispose(): void } | undefined> {
  try {
    const { mountChart } = await import('../chart/mount.ts')
    return await mountChart(host)
  } catch (error) {
    console.error('A chart stays a picture:', error)
    return undefined
  }
}
