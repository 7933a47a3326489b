import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DEMOS, resultOf, runProgram } from '../lib/testing.ts'

/** The worst of three sleep(1), in milliseconds: one alone may be lucky. */
async function oversleep(lane: string, spinners: number): Promise<number> {
  const result = resultOf(await runProgram(join(DEMOS, 'starvation', lane), [spinners, 3]))
  return Number(result['worst_oversleep_ms'])
}

test('counting threads starve the sleeper, counting processes do not', { timeout: 60_000 }, async () => {
  const alone = await oversleep('python-threads.py', 0)
  const threads = await oversleep('python-threads.py', 100)
  const processes = await oversleep('python-processes.py', 100)
  expect(threads).toBeGreaterThan(100)
  expect(threads).toBeGreaterThan(3 * alone)
  expect(threads).toBeGreaterThan(2 * processes)
})
