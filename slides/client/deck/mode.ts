/** Says on the title slide that the programs run here, while they do; that they were recorded it says as it is built. */
import type { Connection } from '../connection/connection.ts'
import { CONNECTION, modeLive } from '../labels.ts'

export function showMode(connection: Connection): void {
  const places = [...document.querySelectorAll<HTMLElement>('[data-mode]')]
  const recorded = places.map(({ textContent }) => textContent)
  const say = (mode: 'live' | 'recording', text?: string): void => {
    for (const [index, place] of places.entries()) {
      place.textContent = text ?? recorded[index] ?? ''
      place.dataset['mode'] = mode
    }
  }
  connection.subscribe((state) => {
    if (state.kind === 'open') say('live', modeLive(state.welcome.machine))
    else if (state.kind === 'refused') say('recording')
    else say('live', state.kind === 'lost' ? CONNECTION.lost : CONNECTION.connecting)
  })
}
