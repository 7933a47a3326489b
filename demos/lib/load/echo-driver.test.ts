/** The driver of `echo` in the runner: a result that is not what the manifest promises would fail the run. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runDemo } from './fixtures/run-demo.ts'
import { listNumbers, readText } from './proc-files.ts'

test('echo: rounds take turns, results grow, samples go out', async () => {
  const { status, lanes, events } = await runDemo(['echo', '--lane', 'select,cpp_th', '--param', 'connections=10'])
  expect(status, JSON.stringify(lanes)).toBe(0)
  for (const id of ['select', 'cpp_th']) {
    expect(lanes[id]?.result).toMatchObject({ rounds: 5, connections: 10 })
    const results = events.filter(({ lane, signal }) => lane === id && 'result' in signal)
    expect(results.map(({ signal }) => (signal['result'] as { rounds: number }).rounds)).toEqual([1, 2, 3, 4, 5])
    expect(events.filter(({ lane, signal }) => lane === id && 'sample' in signal)).toHaveLength(5)
  }
  const order = events.filter(({ signal }) => 'result' in signal).map(({ lane }) => lane)
  expect(order.slice(0, 4)).toEqual([order[0], order[1], order[1], order[0]])
  if (process.platform === 'linux') expect(lanes['cpp_th']?.result).toMatchObject({ threads: 12 })
})

test('Ctrl-C ends the driver, the backend and the loader', async () => {
  const tag = `drivers-test-${process.pid}`
  const began = performance.now()
  const { status } = await runDemo(['echo', '--lane', 'fork', '--param', 'connections=30'], {
    environment: { TMPDIR: `/tmp/${tag}` },
    interruptAfter: 4000,
  })
  expect(status).toBe(130)
  expect(performance.now() - began).toBeLessThan(7000)
  await sleep(100)
  // TMPDIR is one of the few variables that lanes inherit.
  const left = listNumbers('/proc').filter((pid) => readText(`/proc/${pid}/environ`).includes(tag))
  expect(left.map((pid) => readText(`/proc/${pid}/cmdline`))).toEqual([])
})
