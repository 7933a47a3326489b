import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LaneEvent } from '../../../server/protocol/events.ts'
import { BEFORE, makeTimeline, stepsBetween, type Step, type Timeline } from './timeline.ts'

const two = makeTimeline([
  {
    id: 'a',
    events: [
      [0, 'o', 'one '],
      [1, 'o', 'two '],
      [1, 'm', 'half'],
      [2, 'o', 'three'],
      [2, 'x', '0'],
    ],
  },
  {
    id: 'b',
    events: [
      [0.5, 'o', 'eins'],
      [5, 'x', '1'],
    ],
  },
])

test('the longest lane is the duration', () => {
  expect(two.duration).toBe(5)
  expect(makeTimeline([]).duration).toBe(0)
})

test('output up to a moment is one step, cut by other events', () => {
  expect(stepsBetween(two, BEFORE, 2)).toEqual([
    { kind: 'output', lane: 'a', data: 'one two ' },
    { kind: 'event', lane: 'a', event: [1, 'm', 'half'] },
    { kind: 'output', lane: 'a', data: 'three' },
    { kind: 'event', lane: 'a', event: [2, 'x', '0'] },
    { kind: 'output', lane: 'b', data: 'eins' },
  ])
})

test('a moment belongs to the position that ends in it', () => {
  expect(stepsBetween(two, BEFORE, 0)).toEqual([{ kind: 'output', lane: 'a', data: 'one ' }])
  expect(stepsBetween(two, 0, 0)).toEqual([])
  expect(stepsBetween(two, 0, 0.9)).toEqual([{ kind: 'output', lane: 'b', data: 'eins' }])
})

test('backward every lane restarts', () => {
  expect(stepsBetween(two, 5, 0)).toEqual([
    { kind: 'restart', lane: 'a' },
    { kind: 'output', lane: 'a', data: 'one ' },
    { kind: 'restart', lane: 'b' },
  ])
})

const events = fc
  .array(fc.tuple(fc.nat(3000), fc.constantFrom<'o' | 'm' | 's'>('o', 'o', 'o', 'm', 's'), fc.string()), {
    maxLength: 60,
  })
  .map((drawn) =>
    drawn
      .toSorted(([a], [b]) => a - b)
      .map(([milliseconds, code, data]): LaneEvent => [milliseconds / 1000, code, data]),
  )

const timelines = fc
  .array(events, { minLength: 1, maxLength: 4 })
  .map((lanes) => makeTimeline(lanes.map((events, index) => ({ id: `lane ${index}`, events }))))

test('seeking anywhere, any number of times, shows the same bytes and events as playing there', () => {
  fc.assert(
    fc.property(timelines, fc.array(fc.nat(3500), { minLength: 1, maxLength: 20 }), (timeline, stops) => {
      const sought = screens(timeline)
      let from = BEFORE
      for (const stop of stops) {
        for (const step of stepsBetween(timeline, from, stop / 1000)) apply(sought, step)
        from = stop / 1000
      }
      expect(sought).toEqual(played(timeline, from))
    }),
  )
})

/** Plays in ticks of 17 ms, as a screen does. */
function played(timeline: Timeline, until: number): Screens {
  const shown = screens(timeline)
  let from = BEFORE
  for (let to = 0; from < until; to = Math.min(until, to + 0.017)) {
    for (const step of stepsBetween(timeline, from, to)) apply(shown, step)
    from = to
  }
  return shown
}

type Screens = Record<string, { output: string; events: LaneEvent[] }>

function screens(timeline: Timeline): Screens {
  return Object.fromEntries(timeline.lanes.map(({ id }) => [id, { output: '', events: [] }]))
}

function apply(shown: Screens, step: Step): void {
  const lane = (shown[step.lane] ??= { output: '', events: [] })
  if (step.kind === 'restart') shown[step.lane] = { output: '', events: [] }
  else if (step.kind === 'output') lane.output += step.data
  else lane.events.push(step.event)
}
