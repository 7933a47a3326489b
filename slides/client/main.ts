/** The deck's first script: slides and keys. Everything that a pane needs comes when a pane is near. */
import { followCharts } from './deck/charts.ts'
import { listenToKeys } from './deck/keys.ts'
import { Panes } from './deck/panes.ts'
import { startDeck } from './deck/reveal.ts'
import { keptToken, takeToken } from './deck/token.ts'

/** Before reveal reads the address: the token in it is no slide. */
const token = takeToken() ?? keptToken()
const connection = token === undefined ? undefined : import('./connection/open.ts').then(({ open }) => open(token))
const deck = await startDeck()
const panes = new Panes(deck, connection)
listenToKeys(deck, panes)
followCharts(deck)
// The address of a new server, put into the tab of an old one, changes only the fragment: the page would stay.
window.addEventListener('hashchange', () => {
  if (takeToken() !== undefined) location.reload()
})
if (connection) {
  const { showMode } = await import('./deck/mode.ts')
  showMode(await connection)
}
