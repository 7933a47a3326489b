/** Says where the data come from; a click says on which machine, and changes between run and recording. */
import { LABELS, machineFacts, originFacts, originLabel } from '../labels.ts'
import { element, setText } from './element.ts'
import type { Session } from './session.ts'

export class Badge {
  readonly root = element('div', 'pane-badge-box')
  readonly #session: Session
  readonly #badge = element('button', 'pane-badge', { type: 'button', 'aria-expanded': 'false' })
  readonly #word = element('span', '')
  readonly #card = element('div', 'pane-card', { hidden: '' })

  constructor(session: Session) {
    this.#session = session
    this.#badge.append(element('span', 'pane-dot', { 'aria-hidden': 'true' }), this.#word)
    this.#badge.addEventListener('click', () => this.#toggle())
    this.root.append(this.#badge, this.#card)
    this.root.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node) || !this.root.contains(relatedTarget)) this.#close()
    })
    this.root.addEventListener('keydown', (event) => {
      if (event.code !== 'Escape' || this.#card.hidden) return
      event.stopPropagation()
      this.#close()
    })
  }

  update(): void {
    const { source, isLive, isRunning } = this.#session
    this.root.hidden = !isLive && source === undefined
    const kind = source?.origin.kind ?? 'live'
    this.#badge.dataset['kind'] = kind
    this.#badge.dataset['running'] = String(kind === 'live' && isRunning)
    setText(this.#word, source ? originLabel(source.origin) : LABELS.ready)
    this.#badge.title = source ? originFacts(source.origin) : ''
  }

  #toggle(): void {
    if (!this.#card.hidden) return this.#close()
    this.#fill()
    this.#card.hidden = false
    // Escape closes the card first, and only then does what it does in the deck.
    this.root.dataset['escape'] = ''
    this.#badge.setAttribute('aria-expanded', 'true')
  }

  #close(): void {
    this.#card.hidden = true
    delete this.root.dataset['escape']
    this.#badge.setAttribute('aria-expanded', 'false')
  }

  #fill(): void {
    const { source, canReturnToLive, isLive, hasRecording } = this.#session
    const facts = source
      ? [originFacts(source.origin), ...machineFacts(source.origin.machine).slice(1)]
      : [LABELS.nothingRan]
    const action = (label: string, act: () => void): HTMLButtonElement => {
      const made = element('button', 'pane-action', { type: 'button' }, label)
      made.addEventListener('click', () => {
        this.#close()
        act()
      })
      return made
    }
    this.#card.replaceChildren(
      ...facts.map((fact) => element('p', '', {}, fact)),
      ...(canReturnToLive ? [action(LABELS.showLive, () => this.#session.showLive())] : []),
      ...(isLive && hasRecording && source?.origin.kind !== 'recording'
        ? [action(LABELS.showRecording, () => this.#session.showRecording())]
        : []),
    )
  }
}
