/** The keys of the deck, by their place on the keyboard (`code`): a Russian layout changes nothing. */
import type { Panes } from './panes.ts'
import type { Deck } from './reveal.ts'

/** In the capture phase: a clicker moves the slides even while a terminal or a control has the focus. */
export function listenToKeys(deck: Deck, panes: Panes): void {
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !mayAct(event)) return
    const act = actionOf(event, deck, panes)
    if (!act) return
    event.preventDefault()
    event.stopImmediatePropagation()
    act()
  }
  window.addEventListener('keydown', press, { capture: true })
}

function actionOf(event: KeyboardEvent, deck: Deck, panes: Panes): (() => void) | undefined {
  if (deck.isPaused()) return RESUMING.has(event.code) ? () => deck.togglePause() : undefined
  switch (event.code) {
    case 'PageDown':
      return () => leaveFocus(() => forward(deck))
    case 'PageUp':
      return () => leaveFocus(() => backward(deck))
    case 'Space':
      return () => (event.shiftKey ? deck.prev() : deck.next())
    case 'ArrowRight':
    case 'KeyL':
      return () => deck.right()
    case 'ArrowLeft':
    case 'KeyH':
      return () => deck.left()
    case 'ArrowDown':
    case 'KeyJ':
      return () => deck.down()
    case 'ArrowUp':
    case 'KeyK':
      return () => deck.up()
    case 'KeyN':
      return () => deck.next()
    case 'KeyP':
      return () => deck.prev()
    case 'Home':
      return () => deck.slide(0)
    case 'End':
      return () => deck.slide(deck.getHorizontalSlides().length - 1)
    case 'Enter':
    case 'NumpadEnter':
      return deck.isOverview() ? () => deck.toggleOverview() : panes.current && (() => panes.current?.toggle())
    case 'KeyR':
      return () => panes.current?.panic()
    case 'KeyE':
      return () => panes.current?.tryLive()
    case 'KeyB':
    case 'Period':
      return () => deck.togglePause()
    case 'KeyF':
      return () => void toggleFullScreen()
    case 'KeyT':
      return toggleTheme
    case 'KeyO':
      return () => deck.toggleOverview()
    case 'Escape':
      return () => escape(deck, panes)
    default:
      return undefined
  }
}

/** What has the focus keeps the keys it needs; the clicker's keys are never among them. */
function mayAct({ code, target }: KeyboardEvent): boolean {
  if (code === 'PageDown' || code === 'PageUp') return true
  if (!(target instanceof Element)) return true
  const inTerminal = target.closest('.xterm') !== null
  if (code === 'Escape') return inTerminal || target.closest('[data-escape]') === null
  if (inTerminal || target.matches('input, select, textarea, [contenteditable]')) return false
  const presses = code === 'Enter' || code === 'NumpadEnter' || code === 'Space'
  if (presses) return !target.matches('button, a[href], summary')
  return true
}

/** The talk's line: slides below one another are for readers, and a clicker passes them by. */
function forward(deck: Deck): void {
  if (deck.isVerticalSlide() && isBelow(deck) && !deck.isLastVerticalSlide()) deck.next()
  else deck.right()
}

function backward(deck: Deck): void {
  if (isBelow(deck)) deck.prev()
  else deck.left()
}

function isBelow(deck: Deck): boolean {
  const slide = deck.getCurrentSlide()
  return deck.isVerticalSlide() && slide.previousElementSibling?.tagName === 'SECTION'
}

/** What is large, focused or open goes back first; only then the overview. */
function escape(deck: Deck, panes: Panes): void {
  const { activeElement } = document
  if (activeElement instanceof HTMLElement && activeElement.closest('.xterm')) activeElement.blur()
  else if (!panes.restore()) deck.toggleOverview()
}

function leaveFocus(act: () => void): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  act()
}

async function toggleFullScreen(): Promise<void> {
  try {
    await (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen())
  } catch (error) {
    console.warn('The browser does not go full screen:', error)
  }
}

function toggleTheme(): void {
  const { dataset } = document.documentElement
  dataset['theme'] = dataset['theme'] === 'dark' ? 'light' : 'dark'
}

/** The screen is dark: any key that a clicker has brings it back, without moving the slides. */
const RESUMING = new Set([
  'KeyB',
  'Period',
  'Escape',
  'PageDown',
  'PageUp',
  'Space',
  'ArrowRight',
  'ArrowLeft',
  'Enter',
])
