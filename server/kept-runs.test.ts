import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadCatalogue } from './catalog.ts'
import { listKeptRuns, promoteRun } from './kept-runs.ts'
import { describeMachine } from './machine.ts'
import { parseRecording } from './protocol/asciicast.ts'
import { keepRun, type Sitting } from './recorder.ts'
import { checkRequest } from './request.ts'
import { Run } from './run.ts'

const catalogue = await loadCatalogue(path.join(import.meta.dirname, 'fixtures'))
const dir = await mkdtemp(path.join(os.tmpdir(), 'kept-'))
const [runsDir, publicDir] = [path.join(dir, 'runs'), path.join(dir, 'public')] as const
const sitting: Sitting = { set: 'live', machine: await describeMachine() }
afterAll(() => rm(dir, { recursive: true }))

test('a kept run becomes the recording of its parameters, in the set that is there', async () => {
  const first = await keep()
  const [file = ''] = await promoteRun(runsDir, first, publicDir, catalogue)
  expect(file).toBe('recordings/hides/double-fork.cast')
  const { header } = parseRecording(await readFile(path.join(publicDir, file), 'utf8'))
  expect(header.demo.set).not.toBe('live')
  const second = await keep('double-fork,no-environment')
  await expect(promoteRun(runsDir, second, publicDir, catalogue)).rejects.toThrow('did not end well')
  const third = await keep()
  await expect(promoteRun(runsDir, third, publicDir, catalogue)).rejects.toThrow('lacks the lane no-environment')
})

test('what cannot be promoted is a sentence, and nothing changes', async () => {
  await expect(promoteRun(runsDir, 'nothing', publicDir, catalogue)).rejects.toThrow('There is no kept run «nothing»')
  await expect(promoteRun(runsDir, '../runs', publicDir, catalogue)).rejects.toThrow('There is no kept run')
})

test('kept runs are listed newest first; half a file is left out', async () => {
  await mkdir(path.join(runsDir, 'broken'), { recursive: true })
  await writeFile(path.join(runsDir, 'broken', 'says.cast'), '{"version":3')
  const runs = await listKeptRuns(runsDir)
  expect(runs.length).toBeGreaterThan(0)
  expect(runs.map(({ id }) => id)).not.toContain('broken')
})

/** Runs a lane that ends by itself (and, if asked, one that is stopped) and keeps the run; gives its id. */
async function keep(lanes = 'double-fork'): Promise<string> {
  const run = new Run(checkRequest(catalogue, { demo: 'hides', lanes: lanes.split(','), params: {} }))
  const done = run.execute()
  if (lanes.includes(',')) setTimeout(() => run.stop(), 1500)
  await done
  await keepRun(runsDir, run, sitting)
  return run.id
}
