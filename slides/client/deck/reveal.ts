/** Starts reveal and names the few things of it that the deck uses. */
import Reveal from 'reveal.js'

export interface Deck {
  next(): void
  prev(): void
  left(): void
  right(): void
  up(): void
  down(): void
  slide(horizontal: number, vertical?: number): void
  on(name: 'slidechanged' | 'slidetransitionend' | 'resize' | 'ready', listener: () => void): void
  getScale(): number
  getCurrentSlide(): HTMLElement
  getHorizontalSlides(): HTMLElement[]
  isVerticalSlide(): boolean
  isLastVerticalSlide(): boolean
  isOverview(): boolean
  toggleOverview(): void
  isPaused(): boolean
  togglePause(): void
  // Two that exist, while reveal's types know another one that does not.
  isPrintView(): boolean
  isScrollView(): boolean
}

export async function startDeck(): Promise<Deck> {
  const query = new URLSearchParams(location.search)
  await Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0,
    minScale: 0.1,
    maxScale: 4,
    center: false,
    hash: true,
    transition: 'none',
    backgroundTransition: 'none',
    slideNumber: 'c/t',
    controls: false,
    // reveal's own goes by keyCode and English letters.
    keyboard: false,
    help: false,
    jumpToSlide: false,
    // Leaving the scroll view rebuilds the slides and would end every terminal: it is chosen once, here.
    scrollActivationWidth: 0,
    ...(isPhone(query) && { view: 'scroll' as const, scrollLayout: 'compact' as const, scrollSnap: false as const }),
    pdfSeparateFragments: false,
    postMessage: false,
    postMessageEvents: false,
  })
  return Reveal as unknown as Deck
}

/** The speaker's view of the next slide: nothing happens in it. */
export function isPreview(): boolean {
  const query = new URLSearchParams(location.search)
  return query.has('receiver') && query.get('controls') === 'false'
}

function isPhone(query: URLSearchParams): boolean {
  const isPrinted = query.has('print-pdf') || query.get('view') === 'print'
  return !isPrinted && !query.has('receiver') && window.innerWidth < window.innerHeight && window.innerWidth < PHONE
}

/** Pixels. */
const PHONE = 600
