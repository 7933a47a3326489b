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

test('however a stream is broken, every byte is output or part of an event, in its place', () => {
  const edit = fc.tuple(fc.nat(STREAM.length), fc.nat(4), fc.uint8Array({ maxLength: 3 }))
  const cuts = fc.array(fc.nat(STREAM.length * 2), { maxLength: 20 })
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 5 }), cuts, (edits, cuts) => {
      const stream = edits.reduce<Buffer>(
        (now, [at, cut, put]) => Buffer.concat([now.subarray(0, at), put, now.subarray(at + cut)]),
        STREAM,
      )
      expect(merge(cutUp(stream, cuts))).toEqual(model(stream))
    }),
    { numRuns: 1000 },
  )
})

type Part = { output: string } | { event: string }

/** What the splitter should find, said by an expression over the whole stream. */
function model(stream: Buffer): Part[] {
  // eslint-disable-next-line no-control-regex
  const parts = stream.toString('latin1').split(/\u001B\]7337;([^\u0007]*)\u0007/)
  return parts
    .map((part, index): Part =>
      index % 2 === 0 ? { output: part } : { event: Buffer.from(part, 'latin1').toString() },
    )
    .filter((part) => !('output' in part && part.output === ''))
}

function merge(pieces: readonly Piece[]): Part[] {
  const parts: Part[] = []
  for (const piece of pieces) {
    const last = parts.at(-1)
    if ('event' in piece) parts.push(piece)
    else {
      const output = 'output' in piece ? Buffer.from(piece.output).toString('latin1') : `lost ${piece.lost}`
      if (last && 'output' in last) last.output += output
      else parts.push({ output })
    }
  }
  return parts
}

function split(stream: Buffer, cuts: readonly number[]): { output: string; events: string[]; lost: number } {
  const pieces = cutUp(stream, cuts)
  return {
    output: Buffer.concat(pieces.flatMap((piece) => ('output' in piece ? [piece.output] : []))).toString(),
    events: pieces.flatMap((piece) => ('event' in piece ? [piece.event] : [])),
    lost: pieces.reduce((sum, piece) => sum + ('lost' in piece ? piece.lost : 0), 0),
  }
}

function cutUp(stream: Buffer, cuts: readonly number[]): Piece[] {
  const splitter = new EventSplitter()
  const pieces: Piece[] = []
  let start = 0
  for (const end of [...cuts.toSorted((a, b) => a - b), stream.length]) {
    pieces.push(...splitter.push(stream.subarray(start, end)))
    start = end
  }
  return [...pieces, ...splitter.end()]
}
