import path from 'node:path'
import { expect, test } from 'vitest'
import { compileSections, type Deck } from './deck.ts'

const REPO = path.join(import.meta.dirname, 'fixtures/repo')
const ROOT = path.join(import.meta.dirname, '../..')

test('a chart is a picture of its recordings, a line on where they are from, and what the page needs to draw it anew', async () => {
  const { html, files, demos } = await compile('```chart naps rows\npanels: asleep\nnames: ids\nsort: down\n```')
  const [picture, spec] = files
  expect(html).toContain(`<figure class="chart" data-chart="${spec?.name}"><img vite-ignore src="./${picture?.name}"`)
  expect(html).toContain('<figcaption>Запись от 14\u00A0октября\u00A02026: Фикстура 3000, 2 ядра.</figcaption>')
  expect(JSON.parse(spec?.text ?? '')).toMatchObject({
    kind: 'rows',
    demo: 'naps',
    lanes: ['awake', 'sleepy'],
    params: { n: 10 },
  })
  // The index that the page merges its live results with.
  expect(demos[0]?.recordings.find(({ lane }) => lane === 'sleepy')?.result).toMatchObject({ asleep: 10 })
  await expect(picture?.text.replaceAll('><', '>\n<') + '\n').toMatchFileSnapshot('fixtures/golden/chart.svg')
})

test('what was not recorded is named and has no mark', async () => {
  const { html, files } = await compile('```chart naps rows\nparams: n=1000\npanels: asleep\n```')
  expect(html).toContain('Не измерено: C, бодрый.')
  expect(files[0]?.text).not.toContain('data-lane="awake"')
})

test.each([
  ['naps pie\npanels: asleep', 'expected chart <demo> lines, rows or years, got «chart naps pie»'],
  ['nap rows\npanels: asleep', 'There is no demo «nap». There are: naps, watch.'],
  ['naps rows', 'panels: expected at least one'],
  [
    'naps rows\npanels: wakes',
    'panels: expected a key of the result, there are asleep, each_kb, drift, printed, limit, got «wakes»',
  ],
  [
    'naps rows\npanels: asleep+drift..each_kb',
    'panels: expected key, a+b or a..b, with «log», «some», "title" and (parts), got «asleep+drift..each_kb»',
  ],
  ['naps rows\npanels: asleep+drift (one)', 'panels: expected 2 parts, got «one»'],
  ['naps rows\npanels: asleep\nx: n', 'x: expected in a chart of lines, and only there'],
  ['naps lines\npanels: asleep', 'x: expected in a chart of lines, and only there'],
  ['naps lines\npanels: asleep\nx: m', 'x: expected a parameter of naps, there is n, got «m»'],
  ['naps rows\npanels: asleep\nsort: sideways', 'sort: expected down or up, got «sideways»'],
  ['naps rows\npanels: asleep\nbars: n', 'expected name=value, got «n»'],
  ['naps rows\npanels: asleep\nheight: 5', 'height: expected pixels from 100 to 1280, got «5»'],
  ['naps rows\npanels: asleep\ncolour: red', 'got «colour: red»'],
  ['naps years\npanels: asleep', 'demos/naps/results-2016.json: ENOENT'],
  [
    'naps rows\npanels: asleep\nparams: n=7',
    'expected recordings with {"n":7}, there is recordings/naps/awake@n=10.cast, ',
  ],
])('fails on %s', async (body, sentence) => {
  await expect(compile(`\`\`\`chart ${body}\n\`\`\``)).rejects.toThrow(sentence)
})

test('where recordings may be missing a chart is empty and says so', async () => {
  const section = { file: 'a.md', text: '## С\n```chart naps rows\npanels: asleep\nparams: n=7\n```' }
  const { html } = await compileSections([section], { root: REPO, allowMissing: true })
  expect(html).toContain('<figcaption>Записей ещё нет: запустите у себя.</figcaption>')
})

test('the author’s table is drawn from his file, with his machine', async () => {
  const text =
    '## С\n```chart echo lines\nfrom: 2016\nlanes: thread, asyncio\nx: connections\npanels: log messages_per_s\n```'
  const { html, files } = await compileSections([{ file: 'a.md', text }], { root: ROOT, allowMissing: true })
  expect(html).toContain('Измерено автором в 2016 году: Intel Xeon E3-1231 v3 @ 3.40GHz, Python 3.5.1.')
  expect(files.map(({ name }) => name)).toContain('assets/results-2016.json')
  expect(files[0]?.text).toContain('соединений 100, ')
})

function compile(text: string): Promise<Deck> {
  return compileSections([{ file: 'a.md', text: `## С {#s}\n${text}` }], { root: REPO, allowMissing: false })
}
