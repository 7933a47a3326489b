import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { loadCatalogue } from './catalogue.ts'
import { measure } from './numbers.ts'
import { loadShelf } from './recordings.ts'
import type { Sources } from './references.ts'

const REPO = path.join(import.meta.dirname, 'fixtures/repo')
let sources: Sources

beforeAll(async () => {
  const catalogue = await loadCatalogue(path.join(REPO, 'demos'))
  const shelves = await Promise.all([...catalogue.values()].map((demo) => loadShelf(path.join(REPO, 'public'), demo)))
  sources = { catalogue, shelves: new Map(shelves.map((shelf) => [shelf.demo.id, shelf])), allowMissing: false }
})

test.each([
  ['naps/sleepy:asleep', '10 шт.'],
  ['naps/sleepy@n=1000:asleep', '1 234 567 шт.'],
  ['naps/sleepy@n=1000:asleep | nounit', '1 234 567'],
  ['naps/sleepy:each_kb', '16,0 КБ'],
  ['naps/sleepy@n=1000:each_kb', '1234,6 КБ'],
  ['naps/sleepy@n=1000:each_kb | digits=2 | nounit', '1234,56'],
  ['naps/sleepy@n=1000:each_kb / 1000 | unit=МБ | digits=2', '1,23 МБ'],
  ['naps/sleepy@n=1000:drift', '−12,35'],
  ['naps/sleepy:drift', '0,00'],
  ['naps/sleepy:printed', '1, 2, 3'],
  ['naps/sleepy:each_kb / naps/awake:each_kb', '4,0'],
  ['naps/sleepy:each_kb / naps/awake:each_kb | digits=3', '4,005'],
  ['watch/clock:ticks', '3'],
])('%s is %s', (source, text) => {
  expect(textOf(measure(source, sources).html)).toBe(text)
})

test('a number says where it is from', () => {
  const { html, sets, demos } = measure('naps/sleepy:asleep', sources)
  expect(spaced(html)).toBe(
    '<span class="measured" data-source="naps/sleepy@n=10" title="14 октября 2026, Фикстура 3000, 2 ядра">10 шт.</span>',
  )
  expect({ sets, demos }).toEqual({ sets: ['evening'], demos: ['naps'] })
})

test.each([
  ['naps:asleep', 'expected demo/lane@param=value, got «naps»'],
  ['naps/sleepy', 'expected demo/lane@param=value:key, got «naps/sleepy»'],
  ['nap/sleepy:asleep', 'There is no demo «nap». There are: naps, watch.'],
  ['naps/who:asleep', 'There is no lane «who». There are: awake, sleepy.'],
  ['naps/sleepy@m=1:asleep', 'There is no parameter «m». There are: n.'],
  ['naps/sleepy@n:asleep', 'naps/sleepy@n: expected name=value, got «n»'],
  [
    'naps/sleepy:wakes',
    'naps/sleepy:wakes: expected a key of the result, there are asleep, each_kb, drift, printed, limit',
  ],
  [
    'naps/sleepy:limit',
    'naps/sleepy:limit: expected a value in recordings/naps/sleepy@n=10.cast, its result has asleep, each_kb, drift, printed',
  ],
  ['naps/sleepy:asleep | round', 'naps/sleepy:asleep | round: expected digits=0…6, unit=… or nounit, got «round»'],
  [
    'naps/sleepy:asleep / naps/awake:asleep',
    'naps/sleepy:asleep / naps/awake:asleep: expected two numbers and no zero below, got 10 / 0',
  ],
  ['1 / 2 / 3', '1 / 2 / 3: expected one value or a ratio of two'],
])('%s: %s', (source, sentence) => {
  expect(() => measure(source, sources)).toThrow(new RangeError(sentence))
})

/** Unbreakable spaces as plain ones: the tables above are to be read. */
function textOf(html: string): string {
  return spaced(html.replaceAll(/<[^>]*>/g, ''))
}

function spaced(text: string): string {
  return text.replaceAll(/[\u00A0\u202F]/gu, ' ')
}
