import { expect, test } from 'vitest'
import type { LaneEvent } from '../../server/protocol/events.ts'
import { lastScreen } from './poster.ts'

test.each<[string, LaneEvent[], string]>([
  ['the last lines', [[0, 'o', 'a\r\nb\r\nc\r\nd']], 'b\nc\nd'],
  [
    'what was written over',
    [
      [0, 'o', 'раз\r'],
      [1, 'o', 'два'],
    ],
    'два',
  ],
  ['looks', [[0, 'o', 'a \u001B[1;32mб <\u001B[0m c']], 'a <b class="t2 tb">б &lt;</b> c'],
  [
    'an escape cut in two',
    [
      [0, 'o', '\u001B[3'],
      [0, 'o', '1mx'],
    ],
    '<b class="t1">x</b>',
  ],
  [
    'the size it was resized to',
    [
      [0, 'o', 'a\r\nb\r\nc'],
      [1, 'r', '10x2'],
    ],
    'b\nc',
  ],
  [
    'nothing of input and marks',
    [
      [0, 'i', 'x'],
      [1, 'm', 'y'],
      [2, 'x', '0'],
    ],
    '',
  ],
])('%s', async (_, events, expected) => {
  expect(await lastScreen({ header: HEADER, events })).toBe(expected)
})

const HEADER = { term: { cols: 10, rows: 3 } } as Parameters<typeof lastScreen>[0]['header']
