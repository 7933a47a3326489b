import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatRecording, parseRecording, RecordingError, type RecordingHeader } from './asciicast.ts'
import { toMilliseconds, type LaneEvent } from './events.ts'

const HEADER: RecordingHeader = {
  version: 3,
  term: { cols: 48, rows: 8, type: 'xterm-256color' },
  timestamp: 1_790_000_000,
  title: 'проба',
  demo: {
    id: 'sleepers',
    lane: 'node',
    label: 'Node.js',
    params: { n: 10 },
    set: 'one',
    offset: 0.5,
    program: 'ab',
    machine: { cpu: 'x', cores: 2, memory: 1, os: 'x', kernel: 'x', limits: {}, runtimes: {} },
  },
}

const events = fc
  .array(
    fc.tuple(
      fc.nat(100_000),
      fc.oneof(
        fc.tuple(fc.constantFrom('o' as const, 'i' as const, 'm' as const), fc.string({ unit: 'binary' })),
        fc.tuple(fc.constant('s' as const), fc.json()),
      ),
    ),
  )
  .map((steps): LaneEvent[] => {
    let milliseconds = 0
    const made = steps.map(([step, [code, data]]): LaneEvent => {
      milliseconds += step
      return [toMilliseconds(milliseconds / 1000), code, data]
    })
    return [...made, [toMilliseconds(milliseconds / 1000), 'x', '0']]
  })

test('a recording gives back the same events at the same times', () => {
  fc.assert(
    fc.property(events, (list) => {
      expect(parseRecording(formatRecording({ header: HEADER, events: list }))).toEqual({
        header: HEADER,
        events: list,
      })
    }),
  )
})

test('a million events of a third of a millisecond do not drift', () => {
  const list = Array.from({ length: 1000 }, (_, index): LaneEvent => [toMilliseconds(index * 0.000_333_3), 'o', 'x'])
  const back = parseRecording(formatRecording({ header: HEADER, events: [...list, [1, 'x', '0']] }))
  expect(back.events.slice(0, 1000)).toEqual(list)
})

test('unknown codes and comments are skipped', () => {
  const text = formatRecording({ header: HEADER, events: [[1, 'x', '0']] }).replace('\n', '\n# word\n[0.5, "q", "?"]\n')
  expect(parseRecording(text).events).toEqual([[1.5, 'x', '0']])
})

test('a recording cut anywhere is refused with a sentence', () => {
  const text = formatRecording({
    header: HEADER,
    events: [
      [0.1, 'o', 'раз'],
      [0.2, 's', '{"result":{}}'],
      [0.3, 'x', '0'],
    ],
  })
  for (let length = 0; length < text.length - 1; length++)
    expect(() => parseRecording(text.slice(0, length)), `cut at ${length}`).toThrow(RecordingError)
  expect(() => parseRecording(text.slice(0, -20))).toThrow(/Line \d of the recording: .*truncated/)
})

test('random text is refused and nothing worse', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (first, rest) => {
      expect(() => parseRecording(`${first}\n${rest}`)).toThrow(RecordingError)
    }),
  )
})

test('a real recording with anything changed, cut, doubled or lost is a recording or a RecordingError', () => {
  const edit = fc.oneof(
    fc.record({
      how: fc.constant('text' as const),
      at: fc.nat(10_000),
      cut: fc.nat(8),
      put: fc.string({ maxLength: 4 }),
    }),
    fc.record({ how: fc.constant('line' as const), at: fc.nat(60), cut: fc.nat(3), put: fc.json() }),
  )
  const edits = fc.array(edit, { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.constantFrom(...REAL), edits, (text, edits) => {
      const changed = edits.reduce((now, { how, at, cut, put }) => {
        if (how === 'text') return now.slice(0, at) + put + now.slice(at + cut)
        return now.split('\n').toSpliced(at, cut, put).join('\n')
      }, text)
      try {
        expectValid(parseRecording(changed))
      } catch (error) {
        if (!(error instanceof RecordingError)) throw error
        expect(error.message).toMatch(/^Line \d+ of the recording: .+\.$/s)
      }
    }),
    { numRuns: 500 },
  )
})

/** The smallest of the recordings that the deck has. */
const REAL = readRecordings(path.join(import.meta.dirname, '../../public/recordings'))
  .toSorted((a, b) => a.length - b.length)
  .slice(0, 3)

function readRecordings(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.cast'))
    .map((name) => readFileSync(path.join(dir, name), 'utf8'))
}

function expectValid({ header, events }: ReturnType<typeof parseRecording>): void {
  expect([typeof header.demo.id, typeof header.demo.lane]).toEqual(['string', 'string'])
  let last = 0
  for (const [seconds, code, data] of events) {
    expect(Number.isFinite(seconds) && seconds >= last).toBe(true)
    last = seconds
    expect('oirmxs').toContain(code)
    expect(typeof data).toBe('string')
    if (code === 's') JSON.parse(data)
  }
  expect(events.at(-1)?.[1]).toBe('x')
  expect(parseRecording(formatRecording({ header, events }))).toEqual({ header, events })
}
