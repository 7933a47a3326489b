import { expect, test, vi } from 'vitest'
import { Feed } from './feed.ts'
import { LaneLog } from './lane-log.ts'
import { decodeFrame, type Frame } from './protocol/frames.ts'
import type { ServerMessage } from './protocol/messages.ts'
import { Screen } from './screen.ts'

test('all events in order, output merged while the window waits', () => {
  const { log, sent, feed } = open()
  say(log, 'a')
  log.append({ seconds: 1, code: 'm', data: 'm' })
  expect(sent).toMatchObject([
    { kind: 'output', first: 0, next: 1 },
    { type: 'event', seq: 1 },
  ])
  feed.dispose()
  say(log, 'later')
  expect(sent).toHaveLength(2)
})

test('a window that does not acknowledge gets no more than its credit, then the rest', () => {
  const { log, sent, feed } = open()
  for (let index = 0; index < 40; index++) say(log, 'x'.repeat(8192))
  const before = bytes(sent)
  expect(before).toBeLessThan(128 * 1024 + 32 * 1024)
  for (let rounds = 0; rounds < 100 && bytes(sent) < 40 * 8192; rounds++) feed.acknowledge(64 * 1024)
  expect(bytes(sent)).toBe(40 * 8192)
  expect(contiguous(sent)).toBe(40)
})

test('a window far behind is brought forward by a snapshot; events other than output all come', async () => {
  const { log, sent, feed } = open(new LaneLog(2 ** 20))
  for (let index = 0; index < 100; index++) {
    say(log, `${'y'.repeat(49_999)}\r\n`)
    log.append({ seconds: index, code: 'm', data: String(index) })
  }
  say(log, 'the end\r\n')
  feed.acknowledge(2 ** 20)
  await expect
    .poll(() => {
      feed.acknowledge(2 ** 20)
      return snapshots(sent).map(({ next }) => next)
    })
    .toEqual([201, 201])
  const marks = sent.filter((message) => 'type' in message && message.type === 'event')
  expect(marks).toHaveLength(100)
  expect(Buffer.from(snapshots(sent)[1]?.bytes ?? []).toString()).toMatch(/y\r\n.*the end\r\n$/)
  const skipped = sent.find((message) => 'type' in message && message.type === 'skipped')
  const output = sent.filter((message) => 'kind' in message && message.kind === 'output')
  expect(bytes(output) + (skipped as { bytes: number }).bytes).toBe(100 * 50_001 + 9)
})

test('a window that comes back gets what it has not got', () => {
  const { log } = open()
  say(log, 'one')
  say(log, 'two')
  const { sent } = open(log, 1)
  expect(sent).toMatchObject([{ kind: 'output', first: 1, next: 2, bytes: new TextEncoder().encode('two') }])
  expect(open(log, 99).sent).toEqual([])
})

test('while the flood goes on only the screen, some times a second; the scrollback when it is over', () => {
  vi.useFakeTimers()
  try {
    const { log, sent, feed } = open()
    const line = 'x'.repeat(1000) + '\r\n'
    for (let millisecond = 0; millisecond < 1000; millisecond += 5) {
      say(log, line.repeat(100))
      feed.acknowledge(35_000)
      vi.advanceTimersByTime(5)
    }
    const during = snapshots(sent)
    expect(during.length).toBeGreaterThan(5)
    expect(during.length).toBeLessThanOrEqual(11)
    for (const { bytes } of during) expect(bytes.length).toBe(24 * line.length)
    vi.advanceTimersByTime(20)
    feed.acknowledge(2 ** 20)
    vi.advanceTimersByTime(20)
    const [last] = snapshots(sent).slice(-1)
    expect(last?.next).toBe(log.next)
    expect(last?.bytes.length).toBeGreaterThan(500 * line.length)
    const count = sent.length
    vi.advanceTimersByTime(1000)
    expect(sent.length).toBe(count)
  } finally {
    vi.useRealTimers()
  }
})

test('a window that comes back after a flood gets the scrollback, whatever it was left with', () => {
  const { log } = open()
  for (let index = 0; index < 100; index++) say(log, `${'y'.repeat(9998)}\r\n`)
  const { sent } = open(log, 100)
  expect(snapshots(sent).map(({ next }) => next)).toEqual([100])
  expect(bytes(sent)).toBeGreaterThan(500_000)
})

type Sent = ServerMessage | Frame

function open(log = new LaneLog(), cursor = 0): { log: LaneLog; sent: Sent[]; feed: Feed } {
  const sent: Sent[] = []
  const outlet = {
    send: (message: ServerMessage) => sent.push(message),
    sendFrame: (frame: Uint8Array) => sent.push(decodeFrame(frame)),
  }
  const feed = new Feed(1, new Screen(log, { cols: 80, rows: 24 }), outlet, cursor)
  feed.pump()
  return { log, sent, feed }
}

function snapshots(sent: readonly Sent[]): Frame[] {
  return sent.filter((message): message is Frame => 'kind' in message && message.kind === 'snapshot')
}

function say(log: LaneLog, text: string): void {
  log.append({ seconds: 0, code: 'o', bytes: Buffer.from(text) })
}

function bytes(sent: readonly Sent[]): number {
  return sent.reduce((sum, message) => sum + ('kind' in message ? message.bytes.length : 0), 0)
}

/** The number of events, if every frame begins where the last one ended. */
function contiguous(sent: readonly Sent[]): number {
  let next = 0
  for (const message of sent) {
    if (!('kind' in message)) continue
    expect(message.first).toBe(next)
    next = message.next
  }
  return next
}
