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

test('a frame with any bytes changed or cut is another frame or a RangeError', () => {
  const change = fc.tuple(fc.nat(80), fc.nat(255))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(change), fc.nat(70), (bytes, changes, length) => {
      const data = encodeFrame({ kind: 'output', channel: 7, first: 3, next: 9, seconds: 1.5, bytes })
      for (const [at, value] of changes) if (at < data.length) data[at] = value
      // In a bigger buffer, as a socket gives it: nothing may be read from beside it.
      const beside = new Uint8Array(data.length + 16).fill(255)
      beside.set(data, 8)
      const cut = beside.subarray(8, 8 + Math.min(length, data.length))
      try {
        const frame = decodeFrame(cut)
        expect(frame.bytes).toEqual(cut.subarray(24))
        expect(frame.first).toBeLessThanOrEqual(frame.next)
        expect(decodeFrame(encodeFrame(frame))).toEqual(frame)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
      }
    }),
    { numRuns: 500 },
  )
})
