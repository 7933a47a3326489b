import path from 'node:path'
import { expect, test } from 'vitest'
import { loadCatalogue } from './catalog.ts'
import { checkRequest } from './request.ts'
import { Run } from './run.ts'
import { Stage } from './stage.ts'

const catalogue = await loadCatalogue(path.join(import.meta.dirname, 'fixtures'))
const create = (demo: string, lane: string) => () =>
  new Run(checkRequest(catalogue, { demo, lanes: [lane], params: {} }))

test('three simultaneous starts make one run', async () => {
  const stage = new Stage()
  const runs = [1, 2, 3].map(() => stage.start('pane', create('stubborn', 'ignores')))
  expect(new Set(runs).size).toBe(1)
  await stage.stopAll()
  expect(runs[0]?.state).toBe('finished')
})

test('a measured run waits for the others and the others for it; the queue has places', async () => {
  const finished: string[] = []
  const stage = new Stage((run) => finished.push(run.request.demo.id))
  const first = stage.start('a', create('good', 'echoes'))
  const second = stage.start('b', create('stubborn', 'ignores'))
  const third = stage.start('c', create('fails', 'three'))
  expect([first, second, third].map((run) => stage.place(run))).toEqual([undefined, 1, 2])
  stage.stop('b')
  expect(second.state).toBe('finished')
  expect(stage.place(third)).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 100))
  first.input('echoes', 'x\n')
  first.stop()
  while (third.state !== 'finished') await new Promise((resolve) => setTimeout(resolve, 10))
  await stage.stopAll()
  expect(finished).toEqual(['good', 'fails'])
})

test('a slot takes a new run when the old one has finished; watchers hear of both', async () => {
  const stage = new Stage()
  let changes = 0
  const end = stage.watch('pane', () => changes++)
  const first = stage.start('pane', create('fails', 'three'))
  while (first.state !== 'finished') await new Promise((resolve) => setTimeout(resolve, 10))
  const second = stage.start('pane', create('fails', 'three'))
  expect(second).not.toBe(first)
  await stage.stopAll()
  end()
  const before = changes
  expect(before).toBeGreaterThan(4)
  stage.start('pane', create('fails', 'three'))
  await stage.stopAll()
  expect(changes).toBe(before)
})
