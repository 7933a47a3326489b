import { expect, test } from 'vitest'
import { layTerminals, type LayoutRequest } from './terminal-layout.ts'

const full: LayoutRequest = {
  width: 1200,
  height: 300,
  px: 1,
  count: 2,
  size: { cols: 48, rows: 8 },
  font: { advance: 0.6, height: 1.32 },
  largestFont: 22,
  zoom: 1,
}

const columns = (change: Partial<LayoutRequest>): number => layTerminals({ ...full, ...change }).columns

test('the usual grid', () => {
  expect([1, 2, 3, 4, 5, 6].map((count) => columns({ count, height: 600 }))).toEqual([1, 2, 2, 2, 3, 3])
})

test('another grid where it makes the text clearly larger', () => {
  expect(columns({ width: 620, height: 420 })).toBe(1)
})

test('all columns and rows fit at every scale, and never larger than the largest font', () => {
  for (const px of [0.5, 0.77, 1, 1.44, 2.5])
    for (const count of [1, 2, 3, 5, 9]) {
      const { columns, fontSize, height } = layTerminals({ ...full, width: 1200 * px, height: 400 * px, px, count })
      expect(fontSize).toBeLessThanOrEqual(22 * px)
      if (fontSize <= 6) continue
      expect(48 * 0.6 * fontSize).toBeLessThanOrEqual((1200 * px) / columns)
      expect(height).toBeLessThanOrEqual(400 * px)
    }
})

test('the reader’s zoom is on top', () => {
  const { fontSize } = layTerminals(full)
  expect(layTerminals({ ...full, zoom: 1.5 }).fontSize).toBe(fontSize * 1.5)
})
