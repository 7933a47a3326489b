/** Pairs of Markdown and the sections it becomes; `vitest run -u` writes the second of a pair anew. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { compileSections } from './deck.ts'

const FIXTURES = path.join(import.meta.dirname, 'fixtures')
const GOLDEN = path.join(FIXTURES, 'golden')

const names = readdirSync(GOLDEN).filter((name) => name.endsWith('.md'))

test.each(names)('%s', async (name) => {
  const section = { file: `slides/sections/10-${name}`, text: readFileSync(path.join(GOLDEN, name), 'utf8') }
  const { html } = await compileSections([section], { root: path.join(FIXTURES, 'repo'), allowMissing: false })
  await expect(html + '\n').toMatchFileSnapshot(path.join(GOLDEN, name.replace('.md', '.html')))
})
