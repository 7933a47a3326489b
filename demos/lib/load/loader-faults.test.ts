/** What both loaders say of backends that do something wrong: there is one for each fault. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { endAll, startableLoaders, startBackend, startLoader } from './fixtures/processes.ts'
import type { LoaderLine } from './loader-protocol.ts'

const loaders = await startableLoaders()

afterEach(endAll)

describe.each(loaders)('$name', ({ command }) => {
  /** What it says between `start` and its end, the windows left out. */
  async function load(kind: string, { rate = 0, bytes = 64, runsFor = 200 } = {}): Promise<readonly LoaderLine[]> {
    const { port } = await startBackend(kind)
    const loader = startLoader(command, '127.0.0.1', port, 4, bytes, rate)
    expect(await loader.answer()).toHaveProperty('connected.got', 4)
    loader.say('start')
    await Promise.race([sleep(runsFor), loader.ended])
    loader.say('stop')
    const lines: LoaderLine[] = []
    for (let line = await loader.answer(); line; line = await loader.answer()) lines.push(line)
    expect(await loader.ended).toMatchObject({ code: lines.some((line) => 'fault' in line) ? 1 : 0, signal: null })
    return lines
  }

  const faultOf = (kind: string, detail: RegExp) => [
    { fault: { kind, connection: expect.any(Number), detail: expect.stringMatching(detail) } },
  ]

  test('a backend without a fault has none', async () => {
    expect(await load('right')).toEqual([{ stopped: { messages: expect.any(Number), unanswered: 0 } }])
  })

  test.each([
    ['corrupting', /^message \d+, byte 63 of 64: expected 0x[\da-f]{2}, got 0x[\da-f]{2}$/],
    ['dropping', /^message \d+, byte \d+ of 64: expected 0x[\da-f]{2}, got 0x[\da-f]{2}$/],
    ['duplicating', /^message \d+: expected 64 bytes back, got \d+ or more$/],
    ['reordering', /^message \d+, byte \d+ of 64: expected/],
    ['swapping', /^message \d+, byte \d+ of 64: .*; it is message \d+ of connection \d$/],
    ['stale', /^message (\d+), byte \d+ of 64: .*; it is message \d+ of connection \d$/],
  ])('finds the bytes of a %s backend wrong', async (kind, detail) => {
    expect(await load(kind)).toEqual(faultOf('wrong', detail))
  })

  test('finds bytes wrong in the middle of large messages', async () => {
    const lines = await load('corrupting', { bytes: 100_000 })
    expect(lines).toEqual(faultOf('wrong', /^message 0, byte \d+ of 100000: expected/))
  })

  test('finds bytes that nobody waits for', async () => {
    // 5 messages a second per connection: what is said twice comes while it thinks.
    const lines = await load('repeating', { rate: 20, bytes: 3000, runsFor: 1500 })
    expect(lines).toEqual(faultOf('wrong', /^expected nothing between messages 0 and 1, got \d+ bytes or more$/))
  })

  test('finds bytes of an older message wrong', async () => {
    const lines = await load('repeating')
    expect(lines).toEqual(
      faultOf('wrong', /^(message \d+, byte \d+ of 64: .*|expected nothing.*|message \d+: expected.*)$/),
    )
  })

  test.each([
    ['closing', /^message \d+: expected 64 bytes back, got \d+ and then the end of the connection$/],
    ['resetting', /^message \d+: expected .*, got .*(reset|ECONNRESET|pipe|EPIPE)/i],
  ])('sees that a %s backend has closed a connection', async (kind, detail) => {
    expect(await load(kind)).toEqual(faultOf('closed', detail))
  })

  test.each(['closing', 'resetting'])('sees that a %s backend has closed one that thinks', async (kind) => {
    const lines = await load(kind, { rate: 20, bytes: 3000, runsFor: 1500 })
    expect(lines).toEqual(faultOf('closed', /expected/))
  })

  test('sees that the backend has died', async () => {
    const backend = await startBackend('right')
    const loader = startLoader(command, '127.0.0.1', backend.port, 4)
    await loader.answer()
    loader.say('start')
    await sleep(100)
    backend.child.kill('SIGKILL')
    expect([await loader.answer()]).toEqual(faultOf('closed', /expected/))
    expect(await loader.ended).toMatchObject({ code: 1 })
  })

  test('does not take the end of a backend for a fault when all is answered', async () => {
    const backend = await startBackend('silent')
    const loader = startLoader(command, '127.0.0.1', backend.port, 4)
    await loader.answer()
    loader.say('stop')
    expect(await loader.answer()).toEqual({ stopped: { messages: 0, unanswered: 0 } })
    expect(await loader.ended).toMatchObject({ code: 0 })
  })
})

// What follows waits for seconds: all loaders at once.

test('a backend that does not listen is told', async () => {
  const { port, child, ended } = await startBackend('right')
  child.kill('SIGKILL')
  await ended
  await Promise.all(
    loaders.map(async ({ name, command }) => {
      const loader = startLoader(command, '127.0.0.1', port, 10)
      const began = performance.now()
      const detail = new RegExp(
        `^expected 10 connections to 127.0.0.1 port ${port}, got none in \\d\\.\\d s: .*refused`,
        'i',
      )
      expect(await loader.answer(), name).toEqual({ fault: { kind: 'refused', detail: expect.stringMatching(detail) } })
      expect(performance.now() - began).toBeLessThan(6000)
      expect(await loader.ended, name).toMatchObject({ code: 1 })
    }),
  )
})

test('messages that a backend never answers are told', async () => {
  const pairs = ['silent', 'shortening'].flatMap((kind) => loaders.map((loader) => ({ kind, ...loader })))
  await Promise.all(
    pairs.map(async ({ kind, name, command }) => {
      const { port } = await startBackend(kind)
      const loader = startLoader(command, '127.0.0.1', port, 4)
      await loader.answer()
      loader.say('start')
      await sleep(300)
      loader.say('stop')
      const said = performance.now()
      expect(await loader.answer(), name).toEqual({ stopped: { messages: expect.any(Number), unanswered: 4 } })
      expect(performance.now() - said).toBeGreaterThan(9500)
      const detail = expect.stringMatching(
        /^expected an answer within 10 s after «stop», got none on 4 of the connections$/,
      )
      expect(await loader.answer(), name).toEqual({ fault: { kind: 'unanswered', detail } })
      expect(await loader.ended, name).toMatchObject({ code: 1 })
    }),
  )
})
