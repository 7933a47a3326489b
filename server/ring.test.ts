import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ring } from './ring.ts'

test('a ring gives back what an endless memory would, as far as it reaches', () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 30 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), chunks, fc.nat(900), fc.nat(900), (limit, chunks, from, length) => {
      const ring = new Ring(limit)
      for (const chunk of chunks) ring.append(chunk)
      const all = Buffer.concat(chunks)
      expect(ring.end).toBe(all.length)
      const [first, last] = [Math.min(from, all.length), Math.min(from + length, all.length)]
      const kept = Math.max(first, all.length - limit)
      expect(ring.slice(first, last)).toEqual(kept < last ? all.subarray(kept, last) : Buffer.alloc(0))
    }),
    { numRuns: 2000 },
  )
})
