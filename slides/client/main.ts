/** The deck's first script: slides and keys. Everything that a pane needs comes when a pane is near. */
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
void import('./deck/mode.ts').then(({ showMode }) => showMode(connection))
