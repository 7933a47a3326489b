import { expect, test } from 'vitest'
import { LaneLog } from './lane-log.ts'

test('the oldest output goes, everything else stays, and the bytes that went are counted', () => {
  const log = new LaneLog(1000)
  log.append({ seconds: 0, code: 'm', data: 'начало' })
  for (let index = 0; index < 50; index++) log.append({ seconds: index, code: 'o', bytes: Buffer.alloc(100, 'x') })
  expect(log.next).toBe(51)
  expect(log.first).toBeGreaterThan(40)
  const events = log.events()
  expect(events[0]).toEqual([0, 'm', 'начало'])
  const kept = events.filter(([, code]) => code === 'o').length * 100
  expect(kept).toBeLessThanOrEqual(1000)
  expect(events[1]?.[2]).toBe(JSON.stringify({ skipped: 5000 - kept }))
  expect(log.signalsFrom(0)).toEqual([{ seq: 0, event: [0, 'm', 'начало'] }])
  expect(log.signalsFrom(1)).toEqual([])
})

test('a character cut by a chunk is whole in the events; bytes that are no text become U+FFFD', () => {
  const log = new LaneLog()
  const bytes = Buffer.from('ё')
  log.append({ seconds: 1, code: 'o', bytes: bytes.subarray(0, 1) })
  log.append({ seconds: 2, code: 'o', bytes: bytes.subarray(1) })
  log.append({ seconds: 3, code: 'o', bytes: Buffer.from([0xff]) })
  expect(log.events()).toEqual([
    [2, 'o', 'ё'],
    [3, 'o', '\uFFFD'],
  ])
})

test('the tail begins with a line, unless it is all there is', () => {
  const log = new LaneLog()
  log.append({ seconds: 1, code: 'o', bytes: Buffer.from('one\ntwo\nthree\n') })
  expect(log.tail(100).bytes.toString()).toBe('one\ntwo\nthree\n')
  expect(log.tail(8).seconds).toBe(1)
  expect(log.tail(8).bytes.toString()).toBe('three\n')
})
