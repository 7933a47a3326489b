import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseEnviron, parseStat, parseSwitches } from './proc.ts'

const STAT =
  '4242 (a) b (c)) S 17 4242 4240 34816 4242 4194304 1000 5 0 0 11 22 3 4 20 0 7 0 98765 123456789 321 18446744073709551615 1 1 0'

test('stat: a name with parentheses and spaces does not shift the fields', () => {
  expect(parseStat(STAT)).toEqual({
    pid: 4242,
    state: 'S',
    parent: 17,
    group: 4242,
    session: 4240,
    user: 14,
    system: 26,
    threads: 7,
    started: 98_765,
    rss: 321,
  })
})

test.each(['', 'x', '12 (cut', '12 (cut) S 1 2'])('stat: «%s» is none', (text) => {
  expect(parseStat(text)).toBeUndefined()
})

test('status: both kinds of switches', () => {
  const text = 'Name:\tx\nvoluntary_ctxt_switches:\t150\nnonvoluntary_ctxt_switches:\t545\n'
  expect(parseSwitches(text)).toEqual({ voluntary: 150, involuntary: 545 })
  expect(parseSwitches('Name:\tx\n')).toBeUndefined()
})

test('environ: a variable is found whole, at the begin, in the middle, at the end, or not', () => {
  const text = 'A=1\0DEMO_RUN=12.34.ab\0XDEMO_RUN=no\0B='
  expect(parseEnviron(text, 'A')).toBe('1')
  expect(parseEnviron(text, 'DEMO_RUN')).toBe('12.34.ab')
  expect(parseEnviron(text, 'B')).toBe('')
  expect(parseEnviron(text, 'RUN')).toBeUndefined()
  expect(parseEnviron('', 'A')).toBeUndefined()
})

test('stat: whatever is changed, cut or put in, it is a whole record of numbers or none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), mutated(STAT)), (text) => {
      const { state = '?', ...numbers } = parseStat(text) ?? {}
      expect(state).toHaveLength(1)
      for (const number of Object.values(numbers)) expect(number, text).toSatisfy(Number.isFinite)
    }),
    { numRuns: 1000 },
  )
})

test('stat: any name', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 15 }), (name) => {
      expect(parseStat(STAT.replace('(a) b (c)', () => name))).toEqual(parseStat(STAT))
    }),
  )
})

test('status and environ: any text', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), mutated('voluntary_ctxt_switches:\t1\nnonvoluntary_ctxt_switches:\t2\n')),
      (text) => {
        const { voluntary = 0, involuntary = 0 } = parseSwitches(text) ?? {}
        expect([voluntary, involuntary]).toSatisfy((both: number[]) => both.every(Number.isFinite))
      },
    ),
  )
  const part = fc.string({ unit: 'grapheme-ascii', maxLength: 8 }).map((text) => text.replace('=', ''))
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(part, part), { selector: ([name]) => name }), part, (variables, name) => {
      const text = variables.map(([key, value]) => `${key}=${value}\0`).join('')
      expect(parseEnviron(text, name)).toBe(variables.find(([key]) => key === name)?.[1])
    }),
  )
})

function mutated(text: string): fc.Arbitrary<string> {
  const edit = fc.tuple(fc.nat(text.length), fc.nat(5), fc.string({ maxLength: 3 }))
  return fc
    .array(edit, { maxLength: 4 })
    .map((edits) => edits.reduce((now, [at, cut, put]) => now.slice(0, at) + put + now.slice(at + cut), text))
}
