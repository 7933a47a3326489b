/** Keeps the panes alive that are on the current slide or one step away, and no others. */
import type { Connection } from '../connection/connection.ts'
import type { MountedPane } from '../pane/mount.ts'
import { nearSlides } from './near.ts'
import { isPreview, type Deck } from './reveal.ts'

export class Panes {
  readonly #deck: Deck
  readonly #connection: Promise<Connection> | undefined
  readonly #mounted = new Map<HTMLElement, Promise<MountedPane>>()
  /** Those that are ready. */
  readonly #ready = new Map<HTMLElement, MountedPane>()

  constructor(deck: Deck, connection: Promise<Connection> | undefined) {
    this.#deck = deck
    this.#connection = connection
    // Posters are all that a printed page and a preview need.
    if (deck.isPrintView() || isPreview()) return
    const rescale = (): void => {
      for (const pane of this.#ready.values()) pane.rescale()
    }
    deck.on('resize', rescale)
    deck.on('slidetransitionend', rescale)
    window.addEventListener('resize', rescale)
    if (deck.isScrollView()) void this.#offer()
    else {
      deck.on('slidechanged', () => this.#follow())
      this.#follow()
    }
  }

  /** The pane that Enter means. */
  get current(): MountedPane | undefined {
    const host = panesOf(this.#deck.getCurrentSlide())[0]
    return host && this.#ready.get(host)
  }

  /** Brings a pane back from the full screen; false where none is. */
  restore(): boolean {
    return [...this.#ready.values()].some((pane) => pane.restore())
  }

  async #offer(): Promise<void> {
    const { offerPanes } = await import('./pocket.ts')
    offerPanes(panesOf(document.body), (host) => {
      for (const other of this.#mounted.keys()) if (other !== host) this.#unmount(other)
      const mounted = this.#mounted.get(host) ?? this.#mount(host)
      mounted.then(
        (pane) => pane.maximize(),
        () => undefined,
      )
    })
  }

  #follow(): void {
    this.restore()
    const near = new Set(nearSlides(this.#deck).flatMap(panesOf))
    for (const host of this.#mounted.keys()) if (!near.has(host)) this.#unmount(host)
    for (const host of near) if (!this.#mounted.has(host)) void this.#mount(host)
  }

  #mount(host: HTMLElement): Promise<MountedPane> {
    const mounting = this.#load(host)
    this.#mounted.set(host, mounting)
    mounting.then(
      (pane) => {
        if (this.#mounted.get(host) === mounting) this.#ready.set(host, pane)
        else pane.dispose()
      },
      (error: unknown) => {
        this.#mounted.delete(host)
        console.error('A pane stays a poster:', error)
      },
    )
    return mounting
  }

  async #load(host: HTMLElement): Promise<MountedPane> {
    const [{ mountPane }, connection] = await Promise.all([import('../pane/mount.ts'), this.#connection])
    return mountPane(host, connection, () => this.#deck.getScale())
  }

  #unmount(host: HTMLElement): void {
    this.#mounted.delete(host)
    this.#ready.get(host)?.dispose()
    this.#ready.delete(host)
  }
}

function panesOf(slide: Element): HTMLElement[] {
  return [...slide.querySelectorAll<HTMLElement>('[data-demo]')]
}
