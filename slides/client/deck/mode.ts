/** Says on the title slide whether the programs run here or were recorded. */
import type { Connection } from '../connection/connection.ts'
import { CONNECTION, MODE_NO_RECORDINGS, modeLive, modeRecording } from '../labels.ts'
import { loadDemo } from '../source/recordings.ts'

export async function showMode(connecting: Promise<Connection> | undefined): Promise<void> {
  const places = document.querySelectorAll<HTMLElement>('[data-mode]')
  const say = (text: string, mode: 'live' | 'recording'): void => {
    for (const place of places) {
      place.textContent = text
      place.dataset['mode'] = mode
    }
  }
  if (places.length === 0) return
  const recorded = await recordedText()
  const connection = await connecting
  if (!connection) return say(recorded, 'recording')
  connection.subscribe((state) => {
    if (state.kind === 'open') say(modeLive(state.welcome.machine), 'live')
    else if (state.kind === 'refused') say(recorded, 'recording')
    else say(state.kind === 'lost' ? CONNECTION.lost : CONNECTION.connecting, 'live')
  })
}

/** All recordings are of one set: any pane's will do. */
async function recordedText(): Promise<string> {
  for (const { dataset } of document.querySelectorAll<HTMLElement>('[data-demo]')) {
    try {
      const { set } = await loadDemo(dataset['demo'] ?? '')
      if (set) return modeRecording(set.date, set.machine)
    } catch (error) {
      console.warn('No recordings:', error)
    }
  }
  return MODE_NO_RECORDINGS
}
