/** On a telephone a slide is too small for a pane: it opens over the whole screen when it is touched. */
import '../../theme/pane.css'
import { LABELS } from '../labels.ts'

/** `open` is called with the pane that was touched. */
export function offerPanes(hosts: Iterable<HTMLElement>, open: (host: HTMLElement) => void): void {
  for (const host of hosts) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'pane-open'
    button.textContent = LABELS.open
    button.addEventListener('click', () => open(host))
    host.append(button)
  }
}
