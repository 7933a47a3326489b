import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spread } from './spread.ts'

test.each([
  ['far apart they stand where they want', [10, 50, 90], [10, 50, 90]],
  ['two that touch move as little as they can, and keep their order', [50, 52], [41, 61]],
  ['equal ones stand as they came', [50, 50], [40, 60]],
  ['at an edge they move inwards', [0, 0, 1], [0, 20, 40]],
  ['the order is that of the places, not of the list', [90, 10], [90, 10]],
])('%s', (_, wanted, expected) => {
  expect(spread(wanted, 20, 0, 100)).toEqual(expected)
})

test('too many do not fit', () => {
  expect(spread([1, 2, 3], 60, 0, 100)).toBeUndefined()
})

test('wherever they want to stand, they are apart, inside and in order', () => {
  const wanted = fc.array(fc.double({ min: -50, max: 450, noNaN: true }), { maxLength: 18 })
  fc.assert(
    fc.property(wanted, (wanted) => {
      const places = spread(wanted, 22, 0, 400) ?? []
      expect(places).toHaveLength(wanted.length)
      const order = wanted.map((_, index) => index).toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b)
      const sorted = order.map((index) => places[index] ?? Number.NaN)
      for (const [index, place] of sorted.entries()) {
        expect(place).toBeGreaterThanOrEqual(-1e-6)
        expect(place).toBeLessThanOrEqual(400 + 1e-6)
        if (index > 0) expect(place - (sorted[index - 1] ?? 0)).toBeGreaterThanOrEqual(22 - 1e-6)
      }
    }),
  )
})
