import { expect, test } from 'vitest'
import type { RecordingEntry } from '../../../server/protocol/recordings.ts'
import { nearestRecorded, recordedLanes, recordedValues } from './recorded.ts'

const entry = (lane: string, n: number, slow: number): RecordingEntry => ({
  lane,
  params: { n, slow },
  url: `${lane}-${n}-${slow}`,
  seconds: 1,
  stale: false,
})
const entries = [entry('a', 10, 0), entry('a', 1000, 0), entry('b', 10, 0), entry('b', 10_000, 5), entry('c', 7, 7)]

test('lanes come in the order asked for, those that were not recorded are left out', () => {
  expect(recordedLanes(entries, ['b', 'x', 'a'], { slow: 0, n: 10 }).map(({ url }) => url)).toEqual([
    'b-10-0',
    'a-10-0',
  ])
  expect(recordedLanes(entries, ['b'], { n: 10 })).toEqual([])
})

test('the values of the lanes asked for', () => {
  expect([...recordedValues(entries, ['a', 'b'], 'n')]).toEqual([10, 1000, 10_000])
})

test('the nearest by ratio, keeping what was chosen last', () => {
  expect(nearestRecorded(entries, ['a', 'b'], { n: 500, slow: 0 })).toEqual({ n: 1000, slow: 0 })
  expect(nearestRecorded(entries, ['a', 'b'], { n: 10, slow: 5 }, 'slow')).toEqual({ n: 10_000, slow: 5 })
  expect(nearestRecorded(entries, ['a', 'b'], { n: 11, slow: 0 }, 'n')).toBeUndefined()
})
