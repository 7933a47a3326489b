import { beforeEach, expect, test, vi } from 'vitest'
import type { Recording, RecordingHeader } from '../../../server/protocol/asciicast.ts'
import { ReplaySource } from './replay.ts'
import type { Sink } from './source.ts'

/** The browser's clock, turned by hand. */
let now = 0
let frames: (() => void)[] = []

beforeEach(() => {
  now = 0
  frames = []
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame))
  vi.stubGlobal('cancelAnimationFrame', () => (frames = []))
})

function pass(milliseconds: number): void {
  now += milliseconds
  for (const frame of frames.splice(0)) frame()
}

const recording: Recording = {
  header: { term: { cols: 48, rows: 8, type: 'xterm' } } as RecordingHeader,
  events: [
    [0, 'o', 'a'],
    [1, 'o', 'b'],
    [1, 'm', 'half'],
    [2, 's', '{"spans":[[1,0,2]]}'],
    [2, 'x', '0'],
  ],
}

function replay(): { source: ReplaySource; shown: () => string } {
  const machine = { cpu: '', cores: 1, memory: 1, os: '', kernel: '', limits: {}, runtimes: {} }
  const source = new ReplaySource({
    recordings: new Map([['lane', recording]]),
    origin: { kind: 'recording', date: '2026-01-01', machine, stale: false },
    params: {},
    now: () => now,
  })
  let text = ''
  const sink: Sink = {
    restart: () => (text = ''),
    clear: () => (text = ''),
    output: (_, data) => (text += String(data)),
    event: (_, [, code]) => (text += `[${code}]`),
    changed: () => undefined,
  }
  source.attach(sink)
  return { source, shown: () => text }
}

test('nothing plays by itself; playing goes with the clock, at its speed, and stands at the end', () => {
  const { source, shown } = replay()
  pass(5000)
  expect(shown()).toBe('a')
  source.play()
  source.setSpeed(2)
  pass(400)
  expect([shown(), source.position]).toEqual(['a', 0.8])
  pass(200)
  expect(shown()).toBe('ab[m]')
  pass(9000)
  expect([shown(), source.position, source.state]).toEqual(['ab[m][s][x]', 2, 'finished'])
  source.play()
  expect([shown(), source.state]).toEqual(['a', 'running'])
})

test('a pause keeps the position, a seek goes anywhere, also while it plays', () => {
  const { source, shown } = replay()
  source.seek(1.5)
  source.play()
  pass(100)
  source.pause()
  pass(1000)
  expect(source.position).toBeCloseTo(1.6)
  source.play()
  source.seek(0.5)
  pass(100)
  expect(source.position).toBeCloseTo(0.6)
  expect(shown()).toBe('a')
})

test('marks and what is known ahead', () => {
  const { source } = replay()
  expect(source.marks).toEqual([{ lane: 'lane', seconds: 1, label: 'half' }])
  expect(source.spansAhead('lane')).toHaveLength(1)
  expect(source.elapsed('lane')).toBe(0)
})
