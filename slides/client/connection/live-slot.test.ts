import { expect, test } from 'vitest'
import type { LaneEvent } from '../../../server/protocol/events.ts'
import type { Frame } from '../../../server/protocol/frames.ts'
import type { ClientMessage, RunInfo } from '../../../server/protocol/messages.ts'
import type { Sink } from '../source/source.ts'
import { backoff } from './backoff.ts'
import { Credit } from './credit.ts'
import { LaneInbox } from './lane-inbox.ts'
import { LiveSlot } from './live-slot.ts'

test('attempts to connect come ever later, up to five seconds, never all at once', () => {
  expect([0, 1, 2, 5, 6, 50].map((attempt) => backoff(attempt, 0))).toEqual([100, 200, 400, 3200, 5000, 5000])
  expect(backoff(6, 1)).toBeCloseTo(3333.3, 0)
})

test('credit is given back in batches, or when nothing is left to parse', () => {
  const told: number[] = []
  const credit = new Credit((bytes) => told.push(bytes))
  const parsed = [10_000, 10_000, 50].map((bytes) => credit.take(bytes))
  parsed[0]?.()
  expect(told).toEqual([])
  parsed[1]?.()
  expect(told).toEqual([20_000])
  parsed[2]?.()
  expect(told).toEqual([20_000, 50])
})

const frame = (kind: Frame['kind'], first: number, next: number, text = '', channel = 1): Frame => ({
  kind,
  channel,
  first,
  next,
  seconds: 0,
  bytes: new TextEncoder().encode(text),
})

test('a lane takes everything once and notices a gap', () => {
  const inbox = new LaneInbox()
  const mark: LaneEvent = [1, 'm', 'half']
  expect(inbox.takeFrame(frame('output', 0, 2))).toBe('show')
  expect(inbox.takeEvent(2, mark)).toBe(true)
  expect(inbox.takeEvent(2, mark)).toBe(false)
  expect(inbox.takeFrame(frame('output', 1, 3))).toBe('drop')
  expect(inbox.takeFrame(frame('output', 4, 5))).toBe('gap')
  expect(inbox.takeEvent(7, mark)).toBe(true)
  expect(inbox.takeFrame(frame('snapshot', 3, 9))).toBe('replace')
  expect(inbox.next).toBe(9)
  expect(inbox.takeEvent(7, mark)).toBe(false)
})

test('a sink sees a run, its reconnection and its gaps without a byte lost or doubled', () => {
  const { slot, sent, shown, sink } = follow()
  slot.receiveRun(run('r', 1))
  slot.attach(sink)
  slot.receiveFrame(frame('output', 0, 2, 'one '))
  slot.receiveEvent(1, 2, [1, 'm', 'half'])
  slot.watch()
  expect(sent.at(-1)).toEqual({ type: 'watch', slot: 's', have: { run: 'r', next: { a: 3 } } })
  slot.receiveFrame(frame('output', 3, 4, 'from the old connection'))
  slot.receiveRun(run('r', 1))
  slot.receiveFrame(frame('output', 3, 4, 'two '))
  expect(shown()).toBe('one two ')
  slot.receiveFrame(frame('output', 9, 10, 'after a gap'))
  expect(sent.at(-1)).toEqual({ type: 'watch', slot: 's' })
  slot.receiveRun(run('r', 2))
  slot.receiveFrame(frame('output', 0, 10, 'one two three', 2))
  expect(shown()).toBe('one two three')
})

test('a sink that comes late gets the events at once and asks for the screen anew', () => {
  const { slot, sent, sink, events, shown } = follow()
  slot.receiveRun(run('r', 1))
  slot.receiveFrame(frame('output', 0, 1, 'unseen'))
  slot.receiveEvent(1, 1, [1, 'm', 'half'])
  slot.attach(sink)
  expect(events).toEqual([[1, 'm', 'half']])
  expect(sent.at(-1)).toEqual({ type: 'watch', slot: 's' })
  slot.receiveRun(run('r', 2))
  slot.receiveFrame(frame('output', 0, 1, 'unseen', 2))
  slot.receiveEvent(2, 1, [1, 'm', 'half'])
  expect(shown()).toBe('unseen')
  expect(events).toHaveLength(1)
})

test('another run begins from nothing; a frame of the one before is not shown', () => {
  const { slot, sink, shown } = follow()
  slot.receiveRun(run('r', 1))
  slot.attach(sink)
  slot.receiveFrame(frame('output', 0, 1, 'old'))
  slot.receiveRun(run('q', 2))
  slot.receiveFrame(frame('output', 1, 2, 'old', 1))
  expect(slot.lane('a')?.inbox.next).toBe(0)
  expect(shown()).toBe('old')
})

function run(id: string, channel: number): RunInfo {
  const lanes = [{ id: 'a', channel, state: 'running' as const }]
  return { id, demo: 'd', params: {}, state: 'running', startedAt: '2026-01-01T00:00:00Z', lanes }
}

function follow(): {
  slot: LiveSlot
  sent: ClientMessage[]
  sink: Sink
  events: LaneEvent[]
  shown: () => string
} {
  const sent: ClientMessage[] = []
  const events: LaneEvent[] = []
  let text = ''
  const slot = new LiveSlot(
    's',
    (message) => sent.push(message) > 0,
    () => undefined,
  )
  const sink: Sink = {
    restart: () => (text = ''),
    clear: () => (text = ''),
    output: (_, data, parsed) => {
      text += typeof data === 'string' ? data : new TextDecoder().decode(data)
      parsed()
    },
    event: (_, event) => events.push(event),
    changed: () => undefined,
  }
  return { slot, sent, sink, events, shown: () => text }
}
