import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findRuntimes, isProblem, languageOf } from '../toolchains.ts'
import { DEMOS, runProgram } from './testing.ts'

const runtimes = await findRuntimes()

describe.each(['py', 'c', 'ts'])('events.%s', (ending) => {
  const file = join(DEMOS, 'lib/fixtures', `events.${ending}`)
  const runtime = runtimes.get(languageOf(file) ?? '')
  const check = runtime && !isProblem(runtime) ? test : test.skip

  check('says the same in every language', async () => {
    const { code, output, events } = await runProgram(file, [])
    expect({ code, output }).toEqual({ code: 0, output: 'допосле\n' })
    const [mark, sample, spans, usage, result, ...more] = events
    expect(mark).toEqual({ mark: 'поток «О» \\ "кавычки"\n' })
    expect(sample).toEqual({ sample: { name: 'время', value: expect.any(Number), unit: 'с' } })
    expect(spans).toEqual({
      spans: [
        [0, 0.25, 0.5],
        [1, 0.5, 0.123457],
      ],
    })
    expect(usage?.usage).toMatchObject({
      by: 'program',
      user: expect.any(Number),
      system: expect.any(Number),
      voluntary: expect.any(Number),
      involuntary: expect.any(Number),
    })
    expect(result).toEqual({ result: { число: 1.5, предел: 'нет' } })
    expect(more).toEqual([])
  })

  check('counts time from DEMO_T0', async () => {
    const begin = Number(process.hrtime.bigint()) / 1e9 - 20
    const { events } = await runProgram(file, [], { env: { DEMO_T0: begin.toFixed(6) } })
    const [seconds = 0] = events.flatMap(({ sample }) => sample?.value ?? [])
    expect(seconds).toBeGreaterThan(20)
    expect(seconds).toBeLessThan(25)
  })

  check('without DEMO_T0, or with one of another clock, counts from its own beginning', async () => {
    for (const env of [{}, { DEMO_T0: '1e12' }, { DEMO_T0: '-1e6' }]) {
      const { events } = await runProgram(file, [], { env })
      const [seconds = -1] = events.flatMap(({ sample }) => sample?.value ?? [])
      expect(seconds).toBeGreaterThanOrEqual(0)
      expect(seconds).toBeLessThan(5)
    }
  })

  check('prints nothing for machines when nobody asked', async () => {
    const { output, events } = await runProgram(file, [], { env: { DEMO_EVENTS: '' } })
    expect({ output, events }).toEqual({ output: 'допосле\n', events: [] })
  })
})
