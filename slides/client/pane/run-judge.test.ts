import { expect, test } from 'vitest'
import { signalEvent } from '../../../server/protocol/events.ts'
import { RunJudge } from './run-judge.ts'

const judge = (wasStopped = false): RunJudge =>
  new RunJudge(
    (lane) => `«${lane}»`,
    () => wasStopped,
  )

test('a good end and a word on the way are no failures', () => {
  const run = judge()
  expect(run.judge('a', signalEvent(1, { problem: { code: 'bad-message', why: 'too long' } }))).toBeUndefined()
  expect(run.judge('a', [2, 'o', 'text'])).toBeUndefined()
  expect(run.judge('a', [2, 'x', '0'])).toBeUndefined()
})

test('a status, a signal and a problem are', () => {
  const run = judge()
  expect(run.judge('a', [2, 'x', '3'])).toEqual({ kind: 'exit', lane: '«a»', end: { status: 3 } })
  run.judge('b', signalEvent(2, { signal: 'SIGKILL' }))
  expect(run.judge('b', [2, 'x', '137'])).toEqual({
    kind: 'exit',
    lane: '«b»',
    end: { status: 137, signal: 'SIGKILL' },
  })
  const problem = { code: 'limit', what: 'time', limit: 5 } as const
  expect(run.judge('c', signalEvent(5, { problem }))).toEqual({ kind: 'problem', lane: '«c»', problem })
})

test('what somebody stopped has not failed; a hangup from elsewhere is a failure', () => {
  expect(judge(true).judge('a', [2, 'x', '1'])).toBeUndefined()
  const run = judge()
  run.judge('a', signalEvent(2, { signal: 'SIGHUP' }))
  expect(run.judge('a', [2, 'x', '129'])).toBeDefined()
})

test('lanes with a row each: the run has failed when the last of them has, and the first failure is told', () => {
  const run = new RunJudge(
    (lane) => `«${lane}»`,
    () => false,
    ['a', 'b', 'c'],
  )
  expect(run.judge('b', [2, 'x', '3'])).toBeUndefined()
  // Told twice, by a problem and by the exit after it, it is one lane still.
  expect(run.judge('a', signalEvent(3, { problem: { code: 'not-started', why: 'x' } }))).toBeUndefined()
  expect(run.judge('a', [3, 'x', '127'])).toBeUndefined()
  expect(run.judge('c', [4, 'x', '1'])).toEqual({ kind: 'exit', lane: '«b»', end: { status: 3 } })
})

test('a lane that ends well keeps a table of failures alive', () => {
  const run = new RunJudge(
    (lane) => lane,
    () => false,
    ['a', 'b'],
  )
  expect(run.judge('a', [2, 'x', '0'])).toBeUndefined()
  expect(run.judge('b', [2, 'x', '1'])).toBeUndefined()
})
