import { expect, test } from 'vitest'
import { findRegion } from './regions.ts'

test.each(['#', '//', '%', '%%', '--', ';', '/*', '<!--'])('a region in comments of %s', (comment) => {
  const text = `before\n  ${comment} region: one\n    a\n\n      b\n  ${comment} endregion\nafter`
  expect(findRegion(text, 'one')).toBe('a\n\n  b')
})

test('regions may stand in one another, and their marks are in none', () => {
  const text = '# region: out\na\n  # region: in\n  b\n  # endregion\nc\n# endregion'
  expect(findRegion(text, 'out')).toBe('a\n  b\nc')
  expect(findRegion(text, 'in')).toBe('b')
})

test('two empty lines become one', () => {
  expect(findRegion('# region: a\nx\n\n\n\ny\n# endregion', 'a')).toBe('x\n\ny')
})

test.each([
  ['', 'one', 'expected a region one, there is nothing'],
  ['# region: two\n# endregion', 'one', 'expected a region one, there is two'],
  ['# region: one\na', 'one', 'expected an endregion after region one'],
  ['# region: one\n\n# endregion', 'one', 'region one is empty'],
  ['# region: one\na\n# endregion\n# region: one', 'one', 'region one is there twice'],
])('%j: %s', (text, name, sentence) => {
  expect(() => findRegion(text, name)).toThrow(new RangeError(sentence))
})
