/** The loader on another machine: two network namespaces, a cable of 5 ms between them, a real sshd at its far end. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Task } from './fixtures/remote/bench-side.ts'
import {
  BARE_PORT,
  delayMaker,
  findLack,
  HERE,
  HIDDEN,
  Lab,
  NOBODY,
  NOISY_PORT,
  NOWHERE,
  SHUT_PORT,
  THERE,
} from './fixtures/remote/lab.ts'
import { openRemoteLoader } from './remote-loader.ts'
import type { Round } from './round.ts'

const DELAY_MS = 5
const lack = findLack()

describe('a destination that is none', () => {
  const { signal } = new AbortController()
  test.each([
    '',
    '-oProxyCommand=reboot',
    'me@-oProxyCommand=reboot',
    'host name',
    'me@host;reboot',
    '$(reboot)',
    'a\nb',
  ])('«%s» never comes to ssh', async (target) => {
    await expect(openRemoteLoader(target, { signal })).rejects.toThrow('--loader: expected USER@HOST')
  })
})

if (lack)
  describe('over a real sshd', () => {
    // Where root may not make namespaces, nothing that could be installed would help.
    if (process.env['REQUIRE_LANES'] === 'all' && !lack.isForbidden) test('runs', () => expect.fail(lack.why))
    else test.skip(`not run: ${lack.why}`, () => {})
  })
else
  describe(`over a real sshd, ${DELAY_MS} ms away by ${delayMaker()}`, () => {
    let lab: Lab
    beforeAll(async () => {
      lab = await Lab.build(DELAY_MS)
    })
    afterAll(() => lab.remove())

    test('compiles there, measures the way and a round, and leaves nothing', async () => {
      const bench = new Bench(lab, [{ do: 'measure', target: THERE, sshOptions: lab.ssh() }])
      const { opened } = await bench.said('opened')
      expect(opened).toMatchObject({ backendHost: HERE, listenHost: HERE, machine: { compiler: expect.any(String) } })
      expect(opened.roundTripMs.exchanges).toBe(50)
      expect(opened.roundTripMs.min).toBeGreaterThan(2 * DELAY_MS)
      expect(opened.roundTripMs.median).toBeLessThan(10 * DELAY_MS)
      // One clock in truth.
      expect(Math.abs(opened.clockOffsetMs.offset)).toBeLessThan(opened.clockOffsetMs.uncertainty)

      const { round } = await bench.said('round')
      expect(round.connected).toMatchObject({ asked: 20, got: 20 })
      expect(round.timed.latency_us?.p50).toBeGreaterThan(2 * DELAY_MS * 1000 * 0.98)
      // One message under way in each connection.
      expect(round.timed.messages).toBeLessThan((20 * round.timed.seconds * 1000) / (2 * DELAY_MS) + 20)
      expect(round.timed.messages).toBeGreaterThan(20 * 5)

      await bench.said('closed')
      expect(await bench.end()).toBe(0)
      await leavesNothing(lab, opened)
    }, 60_000)

    test('says what is wrong and what to do, and leaves nothing', async () => {
      const open = (target: string, more: Partial<Task> = {}): Task => ({
        do: 'open',
        target,
        sshOptions: lab.ssh(),
        ...more,
      })
      const cases = [
        { task: open('nobody.invalid'), says: 'look at its spelling' },
        { task: open(NOWHERE), says: 'does not answer' },
        { task: open(THERE, { sshOptions: lab.ssh('stranger') }), says: 'accepts none of your keys' },
        { task: open(THERE, { sshOptions: lab.ssh('friend', 'none') }), says: 'compare the key and confirm it' },
        { task: open(THERE, { sshOptions: lab.ssh('friend', 'changed') }), says: 'ssh-keygen -R' },
        { task: open(`ssh://${THERE}:21`), says: 'no ssh server listens' },
        { task: open(`ssh://${THERE}:${BARE_PORT}`), says: 'sudo apt install gcc' },
        { task: open(`ssh://${THERE}:${NOISY_PORT}`), says: '«Welcome to this machine»' },
        { task: open(`ssh://${THERE}:${SHUT_PORT}`), says: 'an account that has a shell' },
        { task: open('behind'), says: 'NAT or a jump host' },
        { task: open(THERE, { backendHost: HIDDEN }), says: `cannot reach this machine at ${HIDDEN}` },
        { task: open(THERE, { backendHost: NOBODY }), says: `cannot reach this machine at ${NOBODY}` },
        // While it compiles, and while ssh still waits for an answer.
        { task: open(THERE, { do: 'abort' }), says: 'given up' },
        { task: open(NOBODY, { do: 'abort' }), says: 'given up' },
      ]
      const bench = new Bench(
        lab,
        cases.map(({ task }) => task),
      )
      expect(await bench.end()).toBe(0)
      const said = cases.map((_, index) => bench.lines.filter(({ task }) => task === index))
      expect(said).toEqual(cases.map(({ says }, task) => [{ task, error: expect.stringContaining(says) }]))
      await leavesNothing(lab)
    }, 60_000)

    test('ends there with the bench, with its ssh, and when the cable is cut', async () => {
      const hold: Task = { do: 'hold', target: THERE, sshOptions: lab.ssh() }
      const benches = [new Bench(lab, [hold]), new Bench(lab, [hold]), new Bench(lab, [hold])] as const
      const [killed, sshKilled, cut] = benches
      const opened = await Promise.all(benches.map(async (bench) => (await bench.said('opened')).opened))
      await Promise.all(benches.map((bench) => bench.said('holding')))
      const loaders = (): string[] =>
        lab.processes('there').flatMap(({ name, command }) => (name === 'loader' ? command : []))
      expect(loaders()).toHaveLength(3)

      killed.child.kill('SIGKILL')
      const master = lab
        .processes('here')
        .find(({ command }) => command.includes('ControlMaster=yes') && command.includes(opened[1]?.socket ?? '?'))
      process.kill(master?.pid ?? Number.NaN, 'SIGKILL')
      expect(await sshKilled.said('error')).toMatchObject({
        error: expect.stringContaining(`connection to ${THERE} was lost`),
      })
      expect(await sshKilled.end()).toBe(0)
      await until(() => expect(loaders()).toEqual([expect.stringContaining(opened[2]?.folder ?? '?')]))

      lab.cut()
      // Nobody tells them over there: they notice the silence themselves.
      await until(() => expect(loaders()).toEqual([]), 20)
      expect(await cut.said('error')).toMatchObject({
        error: expect.stringContaining(`connection to ${THERE} was lost`),
      })
      expect(await cut.end()).toBe(0)
      lab.mend()
      await leavesNothing(lab, ...opened)
    }, 90_000)
  })

interface Opened {
  readonly folder: string
  readonly socket: string
  readonly roundTripMs: { readonly median: number; readonly min: number; readonly exchanges: number }
  readonly clockOffsetMs: { readonly offset: number; readonly uncertainty: number }
}

interface Line {
  readonly task: number
  readonly opened: Opened
  readonly round: Round
  readonly holding: true
  readonly closed: true
  readonly error: string
}

/** The benchmark, on this side of the cable. */
class Bench {
  readonly lines: Partial<Line>[] = []
  readonly child: ChildProcess
  readonly #ended: Promise<number | null>
  #isOver = false
  #errors = ''

  constructor(lab: Lab, tasks: readonly Task[]) {
    const program = path.join(import.meta.dirname, 'fixtures/remote/bench-side.ts')
    const [ip, ...args] = [...lab.here, process.execPath, '--import', 'tsx', program, JSON.stringify(tasks)]
    this.child = spawn(ip, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    if (this.child.stdout)
      createInterface(this.child.stdout).on('line', (line) => this.lines.push(JSON.parse(line) as Line))
    this.child.stderr?.on('data', (text: Buffer) => (this.#errors += text.toString()))
    this.#ended = new Promise((resolve) =>
      this.child.once('close', (status) => {
        this.#isOver = true
        resolve(status)
      }),
    )
  }

  async said<Key extends keyof Line>(key: Key): Promise<Pick<Line, Key>> {
    for (;;) {
      const line = this.lines.find((line) => key in line)
      if (line) return line as Line
      if (this.#isOver) throw new Error(`ended without «${key}»: ${JSON.stringify(this.lines)} ${this.#errors}`)
      await sleep(20)
    }
  }

  async end(): Promise<number | null> {
    const status = await this.#ended
    if (this.#errors !== '') throw new Error(this.#errors)
    return status
  }
}

/** Of processes on either side, of what was copied, of sockets. */
async function leavesNothing(lab: Lab, ...opened: readonly Opened[]): Promise<void> {
  await until(() => {
    // A killed bench cannot end its backend; its loader and its connection end by themselves.
    expect(lab.processes('here').filter(({ name }) => name !== 'echo')).toEqual([])
    // sshd's own part of a connection that was cut ends when TCP gives up, and it is not ours to end.
    expect(lab.processes('there').filter(({ name }) => name !== 'sshd')).toEqual([])
    expect(opened.flatMap(({ folder, socket }) => [folder, socket]).filter(existsSync)).toEqual([])
    expect(lab.leftovers()).toEqual([])
  })
}

async function until(check: () => void, seconds = 10): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  for (;;)
    try {
      return check()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await sleep(50)
    }
}
