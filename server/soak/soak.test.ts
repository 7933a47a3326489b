import { expect, test } from 'vitest'
import { soak } from './soak.ts'

test.runIf(process.platform === 'linux')(
  'windows and faults for a quarter of a minute: nothing lost, nothing left behind',
  { timeout: 120_000 },
  async () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    const rounds: string[] = []
    await soak({ seed, seconds: 12, mayMount: false, say: (sentence) => rounds.push(sentence) })
    expect(rounds.length).toBeGreaterThan(0)
  },
)
