import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DEMOS, resultOf, runProgram } from '../lib/testing.ts'

const linux = process.platform === 'linux'
const lane = (name: string) => join(DEMOS, 'sleepers', name)

test.each(['python-threads.py', 'python-asyncio.py', 'c-pthreads.c', 'node.ts'])('%s: all are asleep', async (name) => {
  const result = resultOf(await runProgram(lane(name), [500]))
  expect(result).toMatchObject({ asleep: 500 })
  expect(result).not.toHaveProperty('limit')
})

test.runIf(linux)('a thread costs more memory and address space than a task', async () => {
  const [threads, tasks] = await Promise.all(
    ['python-threads.py', 'python-asyncio.py'].map(async (name) => resultOf(await runProgram(lane(name), [1000]))),
  )
  expect(threads?.['threads']).toBe(1001)
  expect(tasks?.['threads']).toBe(1)
  expect(threads?.['rss_kb']).toBeGreaterThan(2 * Number(tasks?.['rss_kb']))
  expect(threads?.['virtual_kb']).toBeGreaterThan(100 * Number(tasks?.['virtual_kb']))
  expect(threads?.['maps']).toBeGreaterThan(1000)
})

test.runIf(linux && existsSync('/usr/bin/prlimit')).each(['python-threads.py', 'c-pthreads.c'])(
  '%s: names the limit that stopped it',
  async (name) => {
    const ended = await runProgram(lane(name), [1000], { before: ['/usr/bin/prlimit', `--as=${2 ** 32}`] })
    expect(ended).toMatchObject({ code: 0, errors: '' })
    expect(resultOf(ended)['limit']).toBe(`RLIMIT_AS = ${2 ** 32}`)
    expect(resultOf(ended)['asleep']).toBeLessThan(1000)
  },
)
