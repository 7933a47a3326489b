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
