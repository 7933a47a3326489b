/** The other drivers in the runner: a result that is not what the manifest promises would fail the run. */
import { expect, test } from 'vitest'
import { runDemo } from './fixtures/run-demo.ts'

test('many-threads and syscalls', async () => {
  const threads = await runDemo(['many-threads', '--lane', 'cpp_th', '--param', 'threads=300'])
  expect(threads.status, JSON.stringify(threads.lanes)).toBe(0)
  expect(threads.lanes['cpp_th']?.result).toMatchObject({ rounds: 3 })
  const calls = await runDemo(['syscalls', '--lane', 'select'])
  if (process.platform !== 'linux') return
  expect(threads.lanes['cpp_th']?.result).toMatchObject({ threads: 302 })
  expect(calls.status, JSON.stringify(calls.lanes)).toBe(0)
  expect(calls.lanes['select']?.result?.['total']).toBeGreaterThan(1.8)
})

test('pinning: not pinned, and traced once', async () => {
  const { status, lanes } = await runDemo([
    'pinning',
    '--lane',
    'selector',
    '--param',
    'connections=20',
    '--param',
    'pinned=0',
  ])
  expect(status, JSON.stringify(lanes)).toBe(0)
  expect(lanes['selector']?.result).toMatchObject({ rounds: 5 })
})
