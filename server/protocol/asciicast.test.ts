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
