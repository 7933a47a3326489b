import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EVENT_LIMIT, EventSplitter, type Piece } from './osc.ts'

const STREAM = Buffer.from(
  'до\u001B]7337;{"mark":"Ü — М"}\u0007после\u001B]0;title\u0007\u001B]7337;{"a":1}\u0007\u001B',
)

test('events leave the output, wherever the chunks are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(STREAM.length)), (cuts) => {
      expect(split(STREAM, cuts)).toEqual({
        output: 'допосле\u001B]0;title\u0007\u001B',
        events: ['{"mark":"Ü — М"}', '{"a":1}'],
        lost: 0,
      })
    }),
  )
})

test('output keeps its place between events', () => {
  const pieces = new EventSplitter().push(Buffer.from('a\u001B]7337;1\u0007b\u001B]7337;2\u0007'))
  expect(pieces.map((piece) => ('output' in piece ? Buffer.from(piece.output).toString() : piece))).toEqual([
    'a',
    { event: '1' },
    'b',
    { event: '2' },
  ])
})

test('an event without end is not kept for ever: it is counted as lost', () => {
  const long = Buffer.concat([
    Buffer.from('\u001B]7337;'),
    Buffer.alloc(EVENT_LIMIT + 10, 'x'),
    Buffer.from('\u0007end'),
  ])
  const { output, lost } = split(long, [1000, EVENT_LIMIT, EVENT_LIMIT + 12])
  expect(output).toBe('end')
  expect(lost).toBe(long.length - 3)
})

function split(stream: Buffer, cuts: readonly number[]): { output: string; events: string[]; lost: number } {
  const splitter = new EventSplitter()
  const pieces: Piece[] = []
  const ends = [...cuts.toSorted((a, b) => a - b), stream.length]
  let start = 0
  for (const end of ends) {
    pieces.push(...splitter.push(stream.subarray(start, end)))
    start = end
  }
  pieces.push(...splitter.end())
  return {
    output: Buffer.concat(pieces.flatMap((piece) => ('output' in piece ? [piece.output] : []))).toString(),
    events: pieces.flatMap((piece) => ('event' in piece ? [piece.event] : [])),
    lost: pieces.reduce((sum, piece) => sum + ('lost' in piece ? piece.lost : 0), 0),
  }
}
