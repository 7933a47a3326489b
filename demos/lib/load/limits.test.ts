/** Limits and cores, as far as they can be known without meeting them. */
import { execFile } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { costOf, fitSize, type PerConnection, type Size } from './limits.ts'
import { choosePlaces, confine, parseCpuList } from './pinning.ts'

test('a small size fits', () => {
  for (const each of ['nothing', 'thread', 'process'] as const) expect(fitSize(10, each)).toEqual({ connections: 10 })
})

describe.runIf(process.platform === 'linux')('on Linux', () => {
  test('descriptors: the limit by name and value, and what it leaves', async () => {
    expect(await fitUnder('ulimit -n 200', 1000, 'nothing')).toEqual({ connections: 136, limit: 'RLIMIT_NOFILE = 200' })
  })

  test('a soft limit is raised to the hard one', async () => {
    expect(await fitUnder('ulimit -Sn 100; ulimit -Hn 2000', 1000, 'nothing')).toEqual({ connections: 1000 })
  })

  test('too many threads for this system: one of its limits is named', () => {
    const { connections, limit } = fitSize(100_000_000, 'thread')
    expect(connections).toBeLessThan(100_000_000)
    expect(limit).toMatch(
      /^(RLIMIT_NOFILE|net\.ipv4\.ip_local_port_range|kernel\.\S+|vm\.max_map_count|pids\.max|RLIMIT_NPROC) = \d+$/,
    )
  })
})

test('what a connection costs, by the program', () => {
  expect(costOf(['/usr/bin/python3', '/demos/echo/thread.py'])).toBe('thread')
  expect(costOf(['/cache/cpp_th'])).toBe('thread')
  expect(costOf(['/usr/bin/python3', '/demos/echo/fork.py'])).toBe('process')
  expect(costOf(['/usr/bin/python3', '/demos/echo/asyncio.py'])).toBe('nothing')
})

test('cores: none in common, or a reason', () => {
  const { pinned, unpinned, loaderThreads } = choosePlaces(true)
  if (!pinned) {
    expect(unpinned).not.toBe('not-asked')
    return
  }
  const loader = parseCpuList(pinned.loader)
  expect(loader).toHaveLength(loaderThreads)
  expect(loader).not.toContain(Number(pinned.backend))
  expect(choosePlaces(false)).toMatchObject({ unpinned: 'not-asked' })
})

test('lists of cores', () => {
  expect(parseCpuList('0-2,5\n')).toEqual([0, 1, 2, 5])
  expect(parseCpuList('')).toEqual([])
  expect(confine(['a', 'b'], '1')).toEqual(['taskset', '-c', '1', 'a', 'b'])
  expect(confine(['a', 'b'], undefined)).toEqual(['a', 'b'])
})

/** Limits are of a process: another one has them. */
async function fitUnder(limits: string, asked: number, each: PerConnection): Promise<Size> {
  const module = pathToFileURL(fileURLToPath(new URL('limits.ts', import.meta.url))).href
  const script = `import { fitSize } from '${module}'; console.log(JSON.stringify(fitSize(${asked}, '${each}')))`
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    `${limits}; exec "$0" --import tsx --input-type=module -e "$1"`,
    process.execPath,
    script,
  ])
  return JSON.parse(stdout) as Size
}
