import { mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadCatalogue } from './catalog.ts'
import { describeMachine } from './machine.ts'
import { parseRecording } from './protocol/asciicast.ts'
import { keepRun, keptFile, toRecording, writeRecording } from './recorder.ts'
import { checkRequest } from './request.ts'
import { Run } from './run.ts'

const catalogue = await loadCatalogue(path.join(import.meta.dirname, 'fixtures'))
const dir = await mkdtemp(path.join(os.tmpdir(), 'recorder-'))
/** A file where a folder is wanted. */
const ROOT_FILE = path.join(import.meta.dirname, '../package.json')
const sitting = { set: 'test', machine: await describeMachine(), commit: 'abc' }
afterAll(() => rm(dir, { recursive: true }))

test('a recording plays back the events of the run, with all that a reader must know of it', async () => {
  const run = await execute('good', 'says')
  const lane = run.lanes[0]!
  const file = path.join(dir, 'a/b/says.cast')
  await writeRecording(file, await toRecording(run, lane, sitting))
  const { header, events } = parseRecording(await readFile(file, 'utf8'))
  expect(events).toEqual(lane.log.events())
  expect(header.term).toEqual({ cols: 48, rows: 8, type: 'xterm-256color' })
  expect(header.demo).toMatchObject({ id: 'good', lane: 'says', params: { n: 3 }, set: 'test', commit: 'abc' })
  expect(header.demo.program).toMatch(/^[0-9a-f]{64}$/)
  expect(header.demo.machine.cores).toBe(os.availableParallelism())
  expect(await readdir(path.dirname(file))).toEqual(['says.cast'])
})

test('a lane that failed is recorded as it was', async () => {
  const run = await execute('fails', 'killed')
  const { events } = await toRecording(run, run.lanes[0]!, sitting)
  expect(events.slice(-2).map((event) => event.slice(1))).toEqual([
    ['s', '{"signal":"SIGKILL"}'],
    ['x', '137'],
  ])
})

test('only the newest runs are kept', async () => {
  const kept = path.join(dir, 'runs')
  const runs = [await execute('good', 'says'), await execute('good', 'says'), await execute('good', 'says')] as const
  for (const [index, run] of runs.entries()) {
    await keepRun(kept, run, sitting, 2)
    await utimes(path.dirname(keptFile(kept, run.id, 'says')), index, index)
  }
  expect((await readdir(kept)).toSorted()).toEqual([runs[1].id, runs[2].id].toSorted())
})

test('a run is kept even when the clock was set back', async () => {
  const kept = path.join(dir, 'clock')
  const [before, after] = [await execute('good', 'says'), await execute('good', 'says')]
  await keepRun(kept, before, sitting, 1)
  const tomorrow = Date.now() / 1000 + 86_400
  await utimes(path.dirname(keptFile(kept, before.id, 'says')), tomorrow, tomorrow)
  await keepRun(kept, after, sitting, 1)
  expect(await readdir(kept)).toEqual([after.id])
})

test('a folder that cannot be written is an error of the recorder, with nothing left half', async () => {
  const run = await execute('good', 'says')
  await expect(keepRun(path.join(ROOT_FILE, 'runs'), run, sitting)).rejects.toThrow('ENOTDIR')
})

async function execute(demo: string, lane: string): Promise<Run> {
  const run = new Run(checkRequest(catalogue, { demo, lanes: [lane], params: {} }))
  await run.execute()
  return run
}
