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

test('the tail: so many lines, from the begin of a line, unless it is all there is', () => {
  const log = new LaneLog()
  log.append({ seconds: 1, code: 'o', bytes: Buffer.from('one\ntwo\nthree\n') })
  const tail = (lines: number, limit: number): string => log.tail(lines, limit).bytes.toString()
  expect(tail(10, 100)).toBe('one\ntwo\nthree\n')
  expect(tail(10, 8)).toBe('three\n')
  expect(tail(3, 100)).toBe('one\ntwo\nthree\n')
  expect(tail(2, 100)).toBe('two\nthree\n')
  log.append({ seconds: 2, code: 'o', bytes: Buffer.from('four') })
  expect(tail(1, 100)).toBe('three\nfour')
  expect(tail(0, 100)).toBe('four')
  expect(log.tail(1, 8).seconds).toBe(2)
})

test('an entry larger than the log goes, and is counted', () => {
  const log = new LaneLog(100)
  log.append({ seconds: 1, code: 'o', bytes: Buffer.alloc(1000, 'x') })
  log.append({ seconds: 2, code: 'o', bytes: Buffer.from('y') })
  expect(log.events()).toEqual([
    [2, 's', '{"skipped":1000}'],
    [2, 'o', 'y'],
  ])
})

test('output is given in one piece up to a limit and to the next event', () => {
  const log = new LaneLog(10)
  for (const text of ['abc', 'def', 'ghi', 'jkl']) log.append({ seconds: 1, code: 'o', bytes: Buffer.from(text) })
  log.append({ seconds: 2, code: 'm', data: 'm' })
  log.append({ seconds: 3, code: 'o', bytes: Buffer.from('m') })
  expect(log.first).toBe(2)
  expect(log.outputFrom(2, 100)).toEqual({ bytes: Buffer.from('ghijkl'), next: 4, seconds: 1 })
  expect(log.outputFrom(2, 5)).toMatchObject({ bytes: Buffer.from('ghi'), next: 3 })
  expect(log.outputFrom(3, 1)).toMatchObject({ bytes: Buffer.from('jkl'), next: 4 })
  expect(log.at(5)).toEqual({ seconds: 3, code: 'o', bytes: Buffer.from('m') })
})
