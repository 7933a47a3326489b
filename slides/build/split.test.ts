import { expect, test } from 'vitest'
import { splitSection } from './split.ts'

test('--- is the next slide, -- the one below, and a fence hides both', () => {
  const text = '# A\n---\n## B\n````text\n---\n```\n--\nNote: no\n````\n--\n## C\n~~~\n---\n~~~\n---\n## D'
  expect(splitSection('f.md', text).map((stack) => stack.map(({ name }) => name))).toEqual([['A'], ['B', 'C'], ['D']])
})

test('the heading carries id and classes, and keeps its numbers', () => {
  expect(splitSection('f.md', '## Число {{a/b:c}} {#one .two .three}\nтекст')[0]?.[0]).toMatchObject({
    id: 'one',
    classes: ['two', 'three'],
    name: 'one',
    body: '## Число {{a/b:c}}\nтекст',
  })
})

test('only the first heading names the slide, and not one in a fence', () => {
  const slide = splitSection('f.md', '```sh\n# no {#no}\n```\n## Да {#yes}\n### Ещё {#more}')[0]?.[0]
  expect(slide).toMatchObject({ id: 'yes', body: '```sh\n# no {#no}\n```\n## Да\n### Ещё {#more}' })
})

test('Note: begins the notes, to the end of the slide', () => {
  const [[first, below] = []] = splitSection('f.md', '## A\nтекст\nNote: раз\n\nNote: два\n--\n## B')
  expect(first).toMatchObject({ body: '## A\nтекст', notes: 'раз\n\nNote: два' })
  expect(below?.notes).toBe('')
})
