import { expect, test } from 'vitest'
import { formatBrief, formatBytes, formatDate, formatNumber, formatSeconds, plural } from './format.ts'

test('numbers have a decimal comma, a real minus, and groups from five digits on', () => {
  expect(formatNumber(1234.56, 1)).toBe('1234,6')
  expect(formatNumber(1_234_567)).toBe('1\u202F234\u202F567')
  expect(formatNumber(-12_345)).toBe('\u221212\u202F345')
  expect(formatNumber(-0.04, 1)).toBe('0,0')
})

test('brief numbers have what three digits need', () => {
  expect([0, 5, 0.0123, 1.504, 12.34, 1234.5].map(formatBrief)).toEqual(['0', '5', '0,012', '1,5', '12,3', '1235'])
  expect([10.04, 20.5, 100.4].map(formatBrief)).toEqual(['10', '20,5', '100'])
})

test('seconds, bytes, dates, plurals', () => {
  expect([0, 3.44, 59.94, 125].map(formatSeconds).map(plain)).toEqual(['0,0 с', '3,4 с', '59,9 с', '2:05'])
  expect([0, 1023, 1536, 16 * 2 ** 30].map(formatBytes).map(plain)).toEqual(['0 Б', '1023 Б', '1,5 КБ', '16 ГБ'])
  expect(plain(formatDate('2026-10-12T23:59:00Z'))).toBe('12 октября 2026')
  expect(() => formatDate('yesterday')).toThrow('ISO 8601')
  expect([1, 2, 5, 11, 21].map((count) => plural(count, ['ядро', 'ядра', 'ядер']))).toEqual([
    'ядро',
    'ядра',
    'ядер',
    'ядер',
    'ядро',
  ])
})

/** No-break spaces look like any other in a failed test. */
function plain(text: string): string {
  return text.replaceAll('\u00A0', ' ')
}
