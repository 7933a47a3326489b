import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coverage, laneRows, taskAt, type TaskSpan } from './model.ts'

const spans: TaskSpan[] = [
  ['b', 0.2, 0.3],
  ['a', 0, 0.2],
  ['a', 0.3, 0.5],
]

test('tasks are rows in the order in which they first ran, with what they ran and waited', () => {
  const lane = laneRows(spans)
  expect(lane.rows.map(({ task }) => task)).toEqual(['a', 'b'])
  expect(lane.rows[0]?.run).toBeCloseTo(0.4)
  expect(lane.rows[0]?.wait).toBeCloseTo(0.1)
  expect(lane).toMatchObject({ switches: 2, from: 0, to: 0.5 })
})

test('no spans make no rows', () => {
  expect(laneRows([])).toEqual({ rows: [], run: 0, wait: 0, switches: 0, from: 0, to: 0 })
})

test('a task may be a number', () => {
  expect(laneRows([[7, 0, 1]]).rows[0]?.task).toBe('7')
})

test('who ran at a moment', () => {
  const lane = laneRows(spans)
  expect(taskAt(lane, 0.25)).toBe('b')
  expect(taskAt(lane, 0.5)).toBeUndefined()
})

test('coverage shows parts of a pixel as parts', () => {
  expect([...coverage([['a', 0.25, 1.5]], 0, 2, 2)]).toEqual([0.75, 0.5])
  expect([...coverage([['a', 0.9, 5]], 1, 2, 2)]).toEqual([1, 1])
})

test('coverage keeps the time that the spans within the window take, whatever the columns', () => {
  const span = fc
    .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([a, b]): TaskSpan => ['a', Math.min(a, b), Math.max(a, b)])
  fc.assert(
    fc.property(span, fc.integer({ min: 1, max: 300 }), ([task, from, to], columns) => {
      const filled = coverage([[task, from, to]], 0, 1, columns)
      expect(filled.reduce((sum, part) => sum + part, 0) / columns).toBeCloseTo(to - from, 3)
    }),
  )
})
