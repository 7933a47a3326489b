import { expect, test } from 'vitest'
import type { Signal } from '../../../server/protocol/events.ts'
import { signalEvent } from '../../../server/protocol/events.ts'
import { learn, noFacts, type LaneFacts } from './lane-facts.ts'
import { availableMetrics } from './metrics.ts'

function lane(...signals: readonly (readonly [number, Signal])[]): LaneFacts {
  const facts = noFacts()
  for (const [seconds, signal] of signals) learn(facts, signalEvent(seconds, signal))
  return facts
}

const points = (facts: LaneFacts, id: string): unknown =>
  availableMetrics([facts])
    .find((metric) => metric.id === id)
    ?.points(facts)

test('CPU is cores: seconds of user and system time per second, from the lane’s begin on', () => {
  const facts = lane(
    [0.5, { usage: { by: 'sampler', user: 0.4, system: 0.1 } }],
    [0.52, { usage: { by: 'sampler', user: 0.41, system: 0.1 } }],
    [1.5, { usage: { by: 'sampler', user: 2.4, system: 0.1 } }],
    [1.6, { usage: { by: 'program', user: 2.5, system: 0.2 } }],
  )
  expect(points(facts, 'cpu')).toEqual([
    [0, 1],
    [0.5, 1],
    [1.5, 2],
  ])
})

test('a counter that nobody could read makes no metric', () => {
  const facts = lane([0.5, { usage: { by: 'sampler', user: 0.4, rss: 1024 } }])
  expect(availableMetrics([facts]).map(({ id }) => id)).toEqual(['cpu', 'rss'])
})

test('samples are metrics of their own and come first; without any data the usual ones are offered', () => {
  const facts = lane([0.1, { sample: { name: 'спят', value: 5, unit: 'шт.' } }])
  expect(availableMetrics([noFacts(), facts]).map(({ id, unit }) => [id, unit])).toEqual([['sample:спят', 'шт.']])
  expect(availableMetrics([noFacts()]).map(({ id }) => id)).toEqual(['cpu', 'rss', 'threads', 'switches'])
})
