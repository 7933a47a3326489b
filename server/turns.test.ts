/** Lanes that take turns: real drivers, real programs. */
import path from 'node:path'
import { expect, test } from 'vitest'
import { loadCatalogue } from './catalog.ts'
import { prepareLane } from './prepare-lane.ts'
import { checkRequest } from './request.ts'
import { Run } from './run.ts'
import { Turns } from './turns.ts'

const catalogue = await loadCatalogue(path.join(import.meta.dirname, 'fixtures'))

test('one lane at a time, round after round, the order turned; a lane that fails is passed over', async () => {
  const run = new Run(checkRequest(catalogue, { demo: 'rounds', lanes: [], params: {} }))
  const worked: string[] = []
  for (const { lane, log } of run.lanes)
    log.subscribe(() => {
      const event = log.at(log.next - 1)
      if (event?.code === 'm') worked.push(`${lane.id} ${event.data}`)
    })
  const done = run.execute()
  expect(run.input('first', 'g')).toBe(false)
  await done
  expect(worked).toEqual([
    'first раунд 1',
    'second раунд 1',
    'third раунд 1',
    'third раунд 2',
    'first раунд 2',
    'first раунд 3',
    'third раунд 3',
  ])
  expect(run.lanes.map(({ outcome }) => [outcome?.exit, outcome?.result?.['rounds'], outcome?.problem])).toEqual([
    [0, 3, undefined],
    [1, undefined, undefined],
    [0, 3, undefined],
  ])
  const text = run.lanes[1]?.log.events().flatMap(([, code, data]) => (code === 'o' ? [data] : []))
  expect(text?.join('')).toBe('вторая не может\r\n')
})

test('a run that is stopped leaves no lane waiting for its turn', async () => {
  const run = new Run(checkRequest(catalogue, { demo: 'rounds', lanes: ['first', 'third'], params: {} }))
  const done = run.execute()
  await new Promise((resolve) => setTimeout(resolve, 700))
  run.stop()
  await done
  expect(run.lanes.every(({ outcome }) => outcome?.stopped)).toBe(true)
})

test('a tool is the first of its files that can be built, and counts among the sources', async () => {
  const demo = catalogue.get('rounds') ?? expect.fail('no fixture')
  const [lane = expect.fail('no lane')] = demo.lanes
  const prepared = await prepareLane(demo, lane)
  if ('code' in prepared) expect.fail(JSON.stringify(prepared))
  expect(prepared.sources.map((file) => path.basename(file))).toEqual(['first.py', 'clock.py'])
  const none = { ...demo, manifest: { ...demo.manifest, tools: { clock: ['../nothing.cobol'] } } }
  expect(await prepareLane(none, lane)).toMatchObject({ code: 'not-started' })
})

test('a lane that never asks is waited for until it leaves', () => {
  const turns = new Turns(['a', 'b'], 2)
  const given: string[] = []
  turns.ask('b', (letter) => given.push(`b${letter}`))
  expect(given).toEqual([])
  turns.leave('a')
  expect(given).toEqual(['bg'])
  turns.ask('b', (letter) => given.push(`b${letter}`))
  turns.ask('b', (letter) => given.push(`b${letter}`))
  expect(given).toEqual(['bg', 'bg', 'be'])
})
