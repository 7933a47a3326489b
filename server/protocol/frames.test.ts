import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeFrame, encodeFrame } from './frames.ts'

test('a frame comes back as it went', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('output' as const, 'snapshot' as const),
      fc.nat(2 ** 32 - 1),
      fc.nat(2 ** 31),
      fc.nat(2 ** 31 - 1),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.uint8Array(),
      (kind, channel, first, count, seconds, bytes) => {
        const frame = { kind, channel, first, next: first + count, seconds, bytes }
        expect(decodeFrame(encodeFrame(frame))).toEqual(frame)
      },
    ),
  )
})

test('anything else is refused with a RangeError and nothing worse', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        const frame = decodeFrame(bytes)
        expect(frame.first).toBeLessThanOrEqual(frame.next)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
  )
  expect(() => decodeFrame(new Uint8Array(23))).toThrow('at least 24 bytes, got 23')
})
