import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MESSAGE_LIMIT, parseMessage } from './parse-message.ts'
import type { ClientMessage } from './protocol/messages.ts'

const name = fc.string({ minLength: 1, maxLength: 100 }).filter((text) => text !== '__proto__')
const count = fc.nat()
const VALID: fc.Arbitrary<ClientMessage> = fc.oneof(
  fc.record({ type: fc.constant('hello' as const), protocol: count, token: fc.string({ maxLength: 200 }) }),
  fc.record(
    {
      type: fc.constant('watch' as const),
      slot: name,
      have: fc.record({ run: name, next: fc.dictionary(name, count, { noNullPrototype: true }) }),
    },
    { requiredKeys: ['type', 'slot'] },
  ),
  fc.record({ type: fc.constantFrom('unwatch' as const, 'stop' as const), slot: name }),
  fc.record({
    type: fc.constant('start' as const),
    slot: name,
    demo: name,
    lanes: fc.array(name),
    params: fc.dictionary(name, fc.oneof(fc.string(), fc.integer()), { noNullPrototype: true }),
  }),
  fc.record({ type: fc.constant('input' as const), slot: name, lane: name, data: fc.string() }),
  fc.record({ type: fc.constant('ack' as const), channel: count, bytes: count }),
)

test('a message comes out as it went in', () => {
  fc.assert(
    fc.property(VALID, (message) => {
      expect(parseMessage(JSON.stringify(message))).toEqual(message)
    }),
  )
})

test('anything else is a sentence, never a throw', () => {
  const anything = fc.oneof(fc.string(), fc.json(), fc.constant('['.repeat(MESSAGE_LIMIT)))
  fc.assert(
    fc.property(anything, (text) => {
      expect(parseMessage(text)).toEqual({ why: expect.any(String) as unknown })
    }),
  )
})

test('a message with a field changed, lost or added has the right shape or is refused', () => {
  const key = fc.constantFrom('type', 'slot', 'have', 'demo', 'lanes', 'params', 'channel', 'bytes', 'x', '__proto__')
  fc.assert(
    fc.property(VALID, key, fc.option(fc.jsonValue(), { nil: undefined }), (message, key, value) => {
      const changed = Object.entries(message).filter(([name]) => name !== key)
      const fields = value === undefined ? changed : [...changed, [key, value] as const]
      const text = `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${JSON.stringify(field)}`).join(',')}}`
      const parsed = parseMessage(text)
      if ('why' in parsed) return
      expect(isShaped(parsed), text).toBe(true)
      expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
    }),
    { numRuns: 2000 },
  )
})

test('text cut or changed anywhere has the right shape or is refused', () => {
  const edit = fc.tuple(fc.nat(200), fc.nat(3), fc.string({ maxLength: 2 }))
  fc.assert(
    fc.property(VALID, fc.array(edit, { minLength: 1, maxLength: 3 }), (message, edits) => {
      const text = edits.reduce(
        (now, [at, cut, put]) => now.slice(0, at) + put + now.slice(at + cut),
        JSON.stringify(message),
      )
      const parsed = parseMessage(text)
      expect('why' in parsed || isShaped(parsed), text).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test.each([
  '{"type":"start","slot":"a","demo":"d","lanes":[],"params":{"__proto__":{"n":1}}}',
  '{"type":"start","slot":"a","demo":"d","lanes":[],"params":{"__proto__":1,"constructor":{"prototype":{"n":1}}}}',
  '{"type":"stop","slot":"a","__proto__":{"role":"presenter"}}',
  '{"__proto__":{"type":"stop","slot":"a"}}',
  '{"type":"__proto__","slot":"a"}',
  '{"type":"watch","slot":"a","have":{"run":"r","next":{"__proto__":{"lane":1}}}}',
])('%s pollutes nothing', (text) => {
  const parsed = parseMessage(text)
  const { n, role, lane } = {} as Record<string, unknown>
  expect([n, role, lane]).toEqual([undefined, undefined, undefined])
  if ('why' in parsed) return
  expect(isShaped(parsed)).toBe(true)
  expect(Object.keys(parsed)).not.toContain('__proto__')
})

/** Said once more, by hand: the schema is not its own judge. */
function isShaped(message: ClientMessage): boolean {
  const isName = (value: unknown): boolean => typeof value === 'string' && value.length > 0 && value.length <= 100
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
  switch (message.type) {
    case 'hello':
      return Number.isSafeInteger(message.protocol) && typeof message.token === 'string'
    case 'watch':
      return (
        isName(message.slot) &&
        (message.have === undefined || (isName(message.have.run) && Object.values(message.have.next).every(isCount)))
      )
    case 'unwatch':
    case 'stop':
      return isName(message.slot)
    case 'start':
      return (
        [message.slot, message.demo, ...message.lanes].every(isName) &&
        Object.entries(message.params).every(
          ([key, value]) => isName(key) && ['string', 'number'].includes(typeof value),
        )
      )
    case 'input':
      return isName(message.slot) && isName(message.lane) && typeof message.data === 'string'
    case 'ack':
      return isCount(message.channel) && isCount(message.bytes)
    default:
      return message satisfies never
  }
}
