import { readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { compileDeck, compileSections, type Deck } from './deck.ts'

const ROOT = path.join(import.meta.dirname, '../..')
const REPO = path.join(import.meta.dirname, 'fixtures/repo')

test('ids are unique in the deck', async () => {
  const slide = '## Слайд {#same}'
  await expect(compileFiles({ 'a.md': slide, 'b.md': slide })).rejects.toThrow(
    'b.md, slide «same»: the id same is already in a.md',
  )
})

test.each([
  ['no heading', 'Просто текст', 'a.md: expected every slide to have a heading, got one that begins «Просто текст»'],
  [
    'an unknown fence',
    '## С {#s}\n```python\nx\n```',
    'a.md, slide «s»: expected a fence code …, pane …, chart …, spans … or sh, got «python»',
  ],
  [
    'an unknown demo',
    '## Слайд\n```pane nap\n```',
    'a.md, slide «Слайд»: There is no demo «nap». There are: naps, watch.',
  ],
  ['an unknown lane', '## С {#s}\n```pane naps\nlanes: who\n```', 'There is no lane «who». There are: awake, sleepy.'],
  ['an unknown parameter', '## С {#s}\n```pane naps\nparams: m=1\n```', 'There is no parameter «m». There are: n.'],
  [
    'a parameter out of range',
    '## С {#s}\n```pane naps\nparams: n=0\n```',
    'Parameter n: expected a whole number from 1 to 100000, got «0».',
  ],
  [
    'a key of a pane',
    '## С {#s}\n```pane naps\nlane: awake\n```',
    'expected lines lanes: …, params: …, slot: …, columns: …, names: ids or sort: …, got «lane: awake»',
  ],
  [
    'a missing file',
    '## С {#s}\n```code demos/naps/no.py#nap\n```',
    'a.md, slide «s»: there is no file demos/naps/no.py',
  ],
  [
    'a missing region',
    '## С {#s}\n```code demos/naps/sleepy.py#no\n```',
    'a.md, slide «s»: demos/naps/sleepy.py: expected a region no, there is nap, inner, empty, open',
  ],
  [
    'code without a region',
    '## С {#s}\n```code demos/naps/sleepy.py\n```',
    'expected code demos/<demo>/<file>#<region> [lines=1-3|5], got «code demos/naps/sleepy.py»',
  ],
  [
    'lines out of range',
    '## С {#s}\n```code demos/naps/awake.c#main lines=1-9\n```',
    'lines: expected lines of 1…4, got «1-9»',
  ],
  [
    'spans where there are none',
    '## С {#s}\n```spans naps/awake\n```',
    'naps/awake@n=10: expected spans, the recording has none',
  ],
  ['a number inside HTML', '## С {#s}\n<p>{{naps/sleepy:asleep}}</p>', 'a number inside HTML is not filled'],
  [
    'a sentence of two sets',
    '## С {#s}\n{{naps/sleepy:asleep}} и {{watch/clock:ticks}}',
    'a.md, slide «s»: one sentence has numbers of 2 recording sets (evening, morning); record naps and watch in one sitting',
  ],
  [
    'a ratio of two sets',
    '## С {#s}\n{{naps/sleepy:asleep / watch/clock:ticks}}',
    'a ratio of two recording sets, evening, morning',
  ],
  [
    'a table of two sets',
    '## С {#s}\n\n|a|b|\n|-|-|\n|{{naps/sleepy:asleep}}|{{watch/clock:ticks}}|',
    'one sentence has numbers of 2',
  ],
])('fails on %s', async (_, text, sentence) => {
  await expect(compileFiles({ 'a.md': text })).rejects.toThrow(sentence)
})

test('two sentences may be of two sets', async () => {
  const { demos } = await compileFiles({ 'a.md': '## С\n{{naps/sleepy:asleep}}\n\n{{watch/clock:ticks}}' })
  expect(demos.map(({ demo, set }) => [demo.id, set?.id])).toEqual([
    ['naps', 'evening'],
    ['watch', 'morning'],
  ])
})

test('only the demos that the deck uses are told of, with what is recorded of them', async () => {
  const { demos, warnings } = await compileFiles({ 'a.md': '## С\n```pane watch\n```' })
  expect(demos).toMatchObject([
    {
      demo: { id: 'watch', view: 'swimlanes', lanes: [{ id: 'clock', label: 'Python, часы' }] },
      recordings: [{ lane: 'clock', params: {}, url: 'recordings/watch/clock.cast', seconds: 1 }],
      set: { id: 'morning', date: '2026-10-14T17:46:40.000Z' },
    },
  ])
  // The fixture's hash is no program's; where no Python is, nobody can tell.
  for (const warning of warnings)
    expect(warning).toBe('recordings/watch/clock.cast: stale, watch/clock has changed since it was recorded')
})

test('a missing recording fails the build, and is a dash where it may be missing', async () => {
  const sections = [{ file: 'a.md', text: '## С {#s}\n{{naps/awake@n=7:each_kb}}' }]
  await expect(compileSections(sections, { root: REPO, allowMissing: false })).rejects.toThrow(
    'a.md, slide «s»: naps/awake@n=7: expected recordings/naps/awake@n=7.cast, there is recordings/naps/awake@n=10.cast, ',
  )
  const { html } = await compileSections(sections, { root: REPO, allowMissing: true })
  expect(html).toContain('data-source="naps/awake@n=7"')
  expect(html).toContain('>—</span>')
})

/** Until the recordings of a checkout are made, only the text can be tested. */
const recorded = readdirSync(path.join(ROOT, 'public')).includes('recordings')

test('the deck of this repository compiles', async () => {
  const { html } = await compileDeck({ root: ROOT, allowMissing: !recorded })
  const slides = [...html.matchAll(/<section(?: [^>]*)?>\n<div class="frame">/g)]
  const notes = [...html.matchAll(/<aside class="notes">/g)]
  expect(slides.length).toBeGreaterThan(10)
  expect(notes).toHaveLength(slides.length)
  expect(html).not.toContain('{{')
})

test('links inside the deck lead to slides', async () => {
  const { html } = await compileDeck({ root: ROOT, allowMissing: !recorded })
  const ids = new Set([...html.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id))
  const targets = [...html.matchAll(/href="#\/([\w-]+)"/g)].map(([, id]) => id)
  expect(targets.filter((id) => !ids.has(id))).toEqual([])
})

function compileFiles(files: Readonly<Record<string, string>>): Promise<Deck> {
  const sections = Object.entries(files).map(([file, text]) => ({ file, text }))
  return compileSections(sections, { root: REPO, allowMissing: false })
}
