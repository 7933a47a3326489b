/** What may happen to a server in a minute, one thing a function. */
import { readdirSync, readFileSync } from 'node:fs'
import { parseEnviron } from '../proc.ts'
import { serverTag, TAG } from '../processes.ts'
import type { FullDisk } from './full-disk.ts'
import type { Random } from './random.ts'
import type { SoakWindow } from './soak-window.ts'
import type { WallClock } from './wall-clock.ts'

export interface Scene {
  readonly random: Random
  readonly windows: readonly SoakWindow[]
  readonly slots: readonly [string, ...string[]]
  readonly disk: FullDisk
  readonly clock: WallClock
}

type Fault = (scene: Scene) => Promise<void> | void

type Named = readonly [name: string, fault: Fault]

/** Some are there twice: they are to happen more often. */
export const FAULTS: readonly [Named, ...Named[]] = [
  ['start', start],
  ['start', start],
  ['start', start],
  ['start at once', startTogether],
  ['stop', (scene) => anyPresenter(scene)?.send({ type: 'stop', slot: scene.random.pick(scene.slots) })],
  ['type', type],
  ['type', type],
  ['kill', kill],
  ['cut', cut],
  ['cut', cut],
  ['freeze', ({ random, windows }) => freeze(random.pick(windows))],
  ['deafen', ({ random, windows }) => random.pick(windows)?.deafen()],
  ['recover', ({ random, windows }) => random.pick(windows)?.recover()],
  ['watch', ({ random, windows, slots }) => random.pick(windows)?.watch(random.pick(slots))],
  ['unwatch', ({ random, windows, slots }) => random.pick(windows)?.unwatch(random.pick(slots))],
  ['bad message', sendNonsense],
  ['bad message', sendNonsense],
  ['message too long', ({ random, windows }) => random.pick(windows)?.sendRaw('x'.repeat(200_000))],
  ['disk full', ({ disk }) => disk.fill()],
  ['disk free', ({ disk }) => disk.free()],
  ['clock', ({ random, clock }) => clock.jump(random.int(-1000, 1000) * 86_400_000)],
]

const LANES = ['talks', 'floods', 'endless', 'listens', 'breeds'] as const

function start(scene: Scene): void {
  const { random, slots } = scene
  const isAlone = random.chance(0.15)
  anyPresenter(scene)?.send({
    type: 'start',
    slot: random.pick(slots),
    demo: isAlone ? 'alone' : 'crowd',
    lanes: isAlone ? [] : [random.pick(LANES), random.pick(LANES)],
    params: { n: random.int(1, 600) },
  })
}

function startTogether(scene: Scene): void {
  const slot = scene.random.pick(scene.slots)
  for (const window of scene.windows)
    window.send({ type: 'start', slot, demo: 'crowd', lanes: ['talks'], params: { n: 50 } })
}

function type(scene: Scene): void {
  const { random, slots } = scene
  const data = random.pick(['привет\n', 'хватит\n', '\u0003', '\u0013', '\u0011', '\u0004', 'x'.repeat(5000)])
  anyPresenter(scene)?.send({ type: 'input', slot: random.pick(slots), lane: random.pick(LANES), data })
}

/** One process of any lane, from outside. */
function kill({ random }: Scene): void {
  const own = `${serverTag()}.`
  const pids = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && tagOf(pid).startsWith(own))
  const pid = random.pick(pids)
  if (pid === undefined) return
  try {
    process.kill(Number(pid), random.pick(['SIGKILL', 'SIGTERM', 'SIGSEGV', 'SIGSTOP']))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function cut({ random, windows }: Scene): Promise<void> {
  const window = random.pick(windows)
  window?.cut()
  if (random.chance(0.7)) await window?.connect()
}

function freeze(window: SoakWindow | undefined): void {
  if (window) window.isFrozen = true
}

function sendNonsense({ random, windows }: Scene): void {
  const bytes = Buffer.from(Array.from({ length: random.int(0, 40) }, () => random.int(0, 255)))
  const slot = 'x'.repeat(random.int(0, 200))
  random
    .pick(windows)
    ?.sendRaw(
      random.pick<string | Uint8Array>([
        bytes,
        bytes.toString('latin1'),
        '{"type":"start"}',
        '{"type":"ack","channel":99999,"bytes":1}',
        '{"type":"ack","channel":1,"bytes":9007199254740991}',
        '{"type":"start","slot":"a","demo":"crowd","lanes":["../../x"],"params":{"__proto__":1}}',
        JSON.stringify({ type: 'watch', slot, have: { run: slot, next: { talks: 2 ** 40 } } }),
      ]),
    )
}

function anyPresenter({ random, windows }: Scene): SoakWindow | undefined {
  return random.pick(windows.filter(({ role, isOpen }) => role === 'presenter' && isOpen))
}

function tagOf(pid: string): string {
  try {
    return parseEnviron(readFileSync(`/proc/${pid}/environ`, 'latin1'), TAG) ?? ''
  } catch {
    // It ended, or is another user's.
    return ''
  }
}
