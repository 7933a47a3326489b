import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Gatherer } from './gather.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the first bytes at once, the next together, and after a pause at once again', () => {
  const { delivered, gatherer } = open()
  gatherer.push(Buffer.from('a'))
  gatherer.push(Buffer.from('b'))
  gatherer.push(Buffer.from('c'))
  expect(delivered).toEqual(['a'])
  vi.advanceTimersByTime(10)
  expect(delivered).toEqual(['a', 'bc'])
  vi.advanceTimersByTime(10)
  gatherer.push(Buffer.from('d'))
  expect(delivered).toEqual(['a', 'bc', 'd'])
})

test('a flush comes before what follows it, and leaves nothing', () => {
  const { delivered, gatherer } = open()
  for (const text of ['a', 'b']) gatherer.push(Buffer.from(text))
  gatherer.flush()
  gatherer.flush()
  expect(delivered).toEqual(['a', 'b'])
})

test('nothing is lost and nothing too large, whatever the sizes', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000), { maxLength: 10 }), (sizes) => {
      const { delivered, gatherer } = open()
      const all = sizes.map((size, index) => String(index % 10).repeat(size))
      for (const text of all) gatherer.push(Buffer.from(text))
      gatherer.flush()
      expect(delivered.join('') === all.join('')).toBe(true)
      expect(Math.max(0, ...delivered.map(({ length }) => length))).toBeLessThanOrEqual(32 * 1024)
    }),
    { numRuns: 30 },
  )
})

function open(): { delivered: string[]; gatherer: Gatherer } {
  const delivered: string[] = []
  return { delivered, gatherer: new Gatherer((bytes) => delivered.push(Buffer.from(bytes).toString())) }
}
