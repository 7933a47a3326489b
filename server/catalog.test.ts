import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { CatalogueError, loadCatalogue } from './catalog.ts'

// Below the project, so that the manifests find define.ts.
const dir = await mkdtemp(path.join(import.meta.dirname, 'fixtures', '.catalog-'))
afterAll(() => rm(dir, { recursive: true }))

test('the real demos load, each with lanes and labels', async () => {
  const demos = await loadCatalogue()
  expect([...demos.keys()]).toEqual(expect.arrayContaining(['sleepers', 'starvation', 'timeline']))
  for (const { lanes } of demos.values()) for (const lane of lanes) expect(lane.label).not.toBe('')
})

const MANIFEST = `import { defineDemo } from '../../../../../demos/define.ts'
export default defineDemo({ title: 'x', question: '?', params: PARAMS, schedule: 'SCHEDULE', result: [{ key: 'a', label: 'a' }] })`

test.each([
  ['wrong-schedule', { SCHEDULE: 'whenever' }, 'demo.ts: schedule:'],
  [
    'no-grid',
    { PARAMS: "[{ name: 'n', label: 'n', default: 1, min: 0, max: 9, grid: [] }]" },
    'demo.ts: params.0.grid:',
  ],
  [
    'outside',
    { PARAMS: "[{ name: 'n', label: 'n', default: 99, min: 0, max: 9, grid: [1] }]" },
    'params.0: n: 99 is not in 0…9',
  ],
  ['rounds', { SCHEDULE: 'rounds' }, 'rounds: expected with the schedule rounds'],
  ['driverless', { "'?'": "'?', tools: { loader: ['x.c'] }" }, 'driver: expected a program'],
  ['stranger', { "'?'": "'?', colour: 1" }, 'colour'],
])('a broken manifest names the file and the field: %s', async (name, changes, words) => {
  let text = MANIFEST
  for (const [from, to] of Object.entries({ ...changes, PARAMS: '[]', SCHEDULE: 'measured', ...changes }))
    text = text.replace(from, to)
  const root = await demo(name, { 'demo.ts': text, 'a.py': '# lane: a\n' })
  await expect(loadCatalogue(root)).rejects.toThrow(CatalogueError)
  await expect(loadCatalogue(root)).rejects.toThrow(words)
})

test('a lane without label names its file, a demo without lanes its folder', async () => {
  const text = MANIFEST.replace('PARAMS', '[]').replace('SCHEDULE', 'measured')
  const unlabelled = await demo('unlabelled', { 'demo.ts': text, 'a.py': 'print()\n' })
  await expect(loadCatalogue(unlabelled)).rejects.toThrow('a.py: lane: expected a comment')
  await expect(loadCatalogue(await demo('empty', { 'demo.ts': text }))).rejects.toThrow('lanes: expected at least one')
  const twice = await demo('twice', { 'demo.ts': text, 'a.py': '# lane: a\n', 'a.c': '/* lane: a */\n' })
  await expect(loadCatalogue(twice)).rejects.toThrow('a is there twice')
})

test('a manifest that does not even load is a sentence', async () => {
  const root = await demo('throws', { 'demo.ts': 'export default nothing', 'a.py': '# lane: a\n' })
  await expect(loadCatalogue(root)).rejects.toThrow('demo.ts: nothing is not defined')
})

test('a demo of another demo’s lanes has those that it names, in its order', async () => {
  const text = MANIFEST.replace('PARAMS', '[]').replace('SCHEDULE', 'measured')
  const borrowing = text.replace('title:', "lanes: { of: 'owner', only: ['b', 'a'] }, title:")
  const root = await demo('borrows', { 'demo.ts': borrowing })
  await mkdir(path.join(root, 'owner'))
  await writeFile(path.join(root, 'owner/demo.ts'), text)
  for (const id of ['a', 'b', 'c']) await writeFile(path.join(root, `owner/${id}.py`), `# lane: ${id}\n`)
  expect((await loadCatalogue(root)).get('demo')?.lanes.map(({ file }) => path.relative(root, file))).toEqual([
    'owner/b.py',
    'owner/a.py',
  ])
  await rm(path.join(root, 'owner/b.py'))
  await expect(loadCatalogue(root)).rejects.toThrow('demo.ts: lanes: expected programs of owner, no b there')
})

/** A catalogue of one demo; gives its root. */
async function demo(name: string, files: Record<string, string>): Promise<string> {
  const root = path.join(dir, name)
  await mkdir(path.join(root, 'demo'), { recursive: true })
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(root, 'demo', file), text)
  return root
}
