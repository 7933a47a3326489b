import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { laneStyle } from '../theme/lane-colors.ts'

const ECHO = path.join(import.meta.dirname, '../../demos/echo')
const lanes = readdirSync(ECHO)
  .filter((name) => /\blane:/.test(readFileSync(path.join(ECHO, name), 'utf8').slice(0, 200)))
  .map((name) => path.parse(name).name)

const tokens = readFileSync(path.join(import.meta.dirname, '../theme/tokens.css'), 'utf8')
const grounds = [...tokens.matchAll(/--bg: (#\w{6})/g)].map(([, color]) => color ?? '')

test('there are backends to tell apart, and two themes to see them on', () => {
  expect(lanes.length).toBeGreaterThanOrEqual(12)
  expect(grounds).toHaveLength(2)
})

test.each(lanes)('%s holds 3:1 on both themes', (lane) => {
  for (const ground of grounds) expect(contrast(laneStyle(lane, 0).color, ground)).toBeGreaterThanOrEqual(3)
})

test('no two backends look alike', () => {
  const colors = lanes.map((lane) => laneStyle(lane, 0).color)
  expect(new Set(colors).size).toBe(lanes.length)
})

test('members of a family differ by more than their colour', () => {
  for (const family of [
    ['asyncio', 'asyncio_proto', 'asyncio_sock'],
    ['uvloop', 'uvloop_proto', 'uvloop_sock'],
    ['cpp_epoll', 'cpp_poll', 'cpp_th'],
    ['selector', 'poll', 'select'],
  ])
    expect(new Set(family.map((lane) => laneStyle(lane, 0)).map(({ dash, marker }) => `${dash} ${marker}`)).size).toBe(
      3,
    )
})

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
