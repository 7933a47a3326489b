/** What every lane of every demo owes, whatever it measures. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { findLanes, resultOf, runProgram, type Ended, type Lane } from './lib/testing.ts'
import { findRuntimes, isProblem, languageOf } from './toolchains.ts'

const lanes = await findLanes()
const runtimes = await findRuntimes()

test('there are lanes', () => expect(lanes.length).toBeGreaterThan(0))

describe.each(lanes)('$name', (lane) => {
  test('shows a region that fits a slide', () => {
    const regions = [...lane.text.matchAll(/(?:#|\/\/) region: \S+\n([^]*?)\n\s*(?:#|\/\/) endregion/g)]
    expect(regions.length).toBeGreaterThan(0)
    for (const [, region = ''] of regions) {
      const lines = region.trim().split('\n')
      expect(lines.length, region).toBeLessThanOrEqual(16)
      expect(Math.max(...lines.map((line) => line.length)), region).toBeLessThanOrEqual(60)
    }
  })
})

// A lane with a driver is a server: what such lanes owe is tested where they are.
const standing = lanes.filter(({ demo }) => demo.driver === undefined)
const notRun = standing.flatMap((lane) => {
  const runtime = runtimes.get(languageOf(lane.file) ?? '')
  return runtime && isProblem(runtime) ? [{ ...lane, why: JSON.stringify(runtime) }] : []
})
const run = standing.filter((lane) => notRun.every(({ file }) => file !== lane.file))

describe.each(notRun)('$name', ({ why }) => {
  if (process.env['REQUIRE_LANES'] === 'all') test('runs', () => expect.fail(why))
  else test.skip(`not run: ${why}`, () => {})
})

describe('run with the smallest values of the grid', () => {
  const ended = new Map<Lane, Ended>()
  // All at once: they mostly sleep, and nothing here is about how fast they are.
  beforeAll(async () => {
    const smallest = ({ demo }: Lane) => demo.params.map(({ grid }) => Math.min(...grid))
    await Promise.all(run.map(async (lane) => ended.set(lane, await runProgram(lane.file, smallest(lane)))))
  }, 60_000)
  const end = (lane: Lane) => ended.get(lane) ?? expect.fail('did not end')

  test.each(run)('$name does its job', (lane) => {
    expect(end(lane)).toMatchObject({ code: 0, signal: null, errors: '' })
  })

  test.each(run)('$name emits the result that the manifest describes', (lane) => {
    const fields = lane.demo.result
    const keys = Object.keys(resultOf(end(lane)))
    expect(fields.map(({ key }) => key)).toEqual(expect.arrayContaining(keys))
    expect(keys).toEqual(expect.arrayContaining(fields.flatMap(({ key, optional }) => (optional ? [] : key))))
  })

  test.each(run)('$name fits its terminal', (lane) => {
    const lines = end(lane).output.split(/[\r\n]+/)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(lane.demo.terminal.cols)
  })
})

describe('wrong arguments', () => {
  const taking = run.filter(({ demo }) => demo.params.length > 0)
  test.concurrent.each(taking)('$name refuses them with a sentence', async ({ file, demo }) => {
    for (const wrong of ['много', '-1', '1.5', '']) {
      const { code, errors } = await runProgram(file, [wrong])
      expect(code, wrong).toBe(2)
      expect(errors).toMatch(new RegExp(`^${demo.params[0]?.name}: [^\n]*«${wrong}»\n$`))
    }
  })
})

describe('a signal', () => {
  test.each(run)('ends $name within a second', async ({ file, demo }) => {
    const usual = demo.params.map((param) => param.default)
    const tag = `DEMO_TEST=${Math.random()}`
    const endBy = async (signal: NodeJS.Signals): Promise<number> => {
      const stop = new AbortController()
      const ending = runProgram(file, usual, { env: { DEMO_TEST: tag }, signal: stop.signal })
      await sleep(400)
      const sent = performance.now()
      stop.abort(signal)
      await ending
      return performance.now() - sent
    }
    const took = await Promise.all([endBy('SIGINT'), endBy('SIGHUP')])
    expect(Math.max(...took)).toBeLessThan(1500)
    // Its children go with it, even when nobody tells them.
    if (existsSync('/proc/self/environ')) await expect.poll(() => tagged(tag), { timeout: 3000 }).toEqual([])
  })
})

/** Processes with this text in their environment. */
function tagged(text: string): readonly string[] {
  return readdirSync('/proc').filter((process) => {
    try {
      return /^\d/.test(process) && readFileSync(`/proc/${process}/environ`, 'latin1').includes(text)
    } catch {
      return false // it has ended meanwhile
    }
  })
}
