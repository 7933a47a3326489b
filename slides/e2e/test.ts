/* oxlint-disable no-empty-pattern -- Playwright reads from the pattern which fixtures a fixture needs: none. */
/** Playwright's `test` with what the tests of this folder stand on. */
import path from 'node:path'
import { test as base } from '@playwright/test'
import { layGround, openLiveDeck, type Ground, type LiveDeck } from './live-deck.ts'
import { watchFaults, type Faults } from './faults.ts'
import { openStaticDeck, type StaticDeck } from './static-deck.ts'

interface Fixtures {
  /** A server of its own for each test: no run of another test is in its slots. */
  readonly live: LiveDeck
  /** The same with programs that do as the test says. */
  readonly scripted: LiveDeck
  /** The same with a table of lanes that take turns, one of which fails. */
  readonly rounds: LiveDeck
  /** What went wrong in the page so far; a test that expects nothing to says so at its end. */
  readonly faults: Faults
}

interface WorkerFixtures {
  readonly ground: Ground
  readonly scriptedGround: Ground
  readonly roundsGround: Ground
  readonly site: StaticDeck
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  ground: [async ({}, use) => use(await layGround()), { scope: 'worker' }],
  scriptedGround: [
    async ({}, use) => use(await layGround(path.join(import.meta.dirname, 'programs/counts'))),
    { scope: 'worker' },
  ],
  roundsGround: [
    async ({}, use) => use(await layGround(path.join(import.meta.dirname, 'programs/rounds'))),
    { scope: 'worker' },
  ],
  site: [
    async ({}, use) => {
      const site = await openStaticDeck()
      await use(site)
      await site.close()
    },
    { scope: 'worker' },
  ],
  live: async ({ ground }, use) => {
    const live = await openLiveDeck(ground)
    await use(live)
    await live.close()
  },
  scripted: async ({ scriptedGround }, use) => {
    const live = await openLiveDeck(scriptedGround)
    await use(live)
    await live.close()
  },
  rounds: async ({ roundsGround }, use) => {
    const live = await openLiveDeck(roundsGround)
    await use(live)
    await live.close()
  },
  faults: async ({ page }, use) => use(await watchFaults(page)),
})

export { expect } from '@playwright/test'
