/** A server, windows and faults, round after round; after each everything must be right. */
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadCatalogue } from '../catalog.ts'
import { describeMachine } from '../machine.ts'
import type { Run } from '../run.ts'
import { startServer, type DemoServer } from '../server.ts'
import { FAULTS, type Scene } from './faults.ts'
import { FullDisk } from './full-disk.ts'
import { findLeaks, measureLevel, type Level } from './leaks.ts'
import { Random } from './random.ts'
import { SoakWindow, type SoakServer } from './soak-window.ts'
import { WallClock } from './wall-clock.ts'
import { Witness } from './witness.ts'

export interface SoakOptions {
  readonly seed: number
  readonly seconds: number
  /** A small disk may be mounted for the runs. */
  readonly mayMount: boolean
  readonly say: (sentence: string) => void
}

/** Throws an Error that names the seed and the round of whatever was wrong. */
export async function soak({ seed, seconds, mayMount, say }: SoakOptions): Promise<void> {
  const random = new Random(seed)
  const disk = new FullDisk(mayMount)
  const clock = new WallClock()
  say(`  runs are kept ${disk.isMounted ? 'on a disk of 256 KiB' : 'in a folder that goes away'}`)
  const server = await start(disk)
  const witnesses = witnessAll(server)
  const deadline = performance.now() + seconds * 1000
  try {
    let level: Level | undefined
    for (let round = 1; round === 1 || performance.now() < deadline; round++) {
      const summary = await playRound({ random, disk, clock }, server, witnesses).catch((error: unknown) => {
        throw new Error(`Seed ${seed}, round ${round}: ${error instanceof Error ? error.message : String(error)}`)
      })
      const kept = [...witnesses.values()].reduce((sum, { run }) => sum + run.lanes.length * LOG_LIMIT, 0)
      // The first round loads code and fills caches: only then is there a level to come back to.
      level ??= measureLevel()
      const leaks = await findLeaks(level, server.http, kept + MARGIN)
      if (leaks.length > 0) throw new Error(`Seed ${seed}, round ${round}: ${leaks.join('; ')}`)
      say(`  round ${round}: ${summary}`)
    }
  } finally {
    await server.close()
    clock.dispose()
    disk.dispose()
  }
}

const SLOTS = ['a', 'b', 'c'] as const
const LOG_LIMIT = 4 * 2 ** 20
/** Bytes of memory that may come and go. */
const MARGIN = 24 * 2 ** 20
/** Milliseconds for everything to come to its end after a round. */
const PATIENCE = 30_000

async function start(disk: FullDisk): Promise<DemoServer> {
  return startServer({
    port: 0,
    catalogue: await loadCatalogue(path.join(import.meta.dirname, 'demos')),
    demos: [],
    machine: await describeMachine(),
    runsDir: disk.dir,
    deck: (_, response) => response.end(),
    // A disk that is full is said; it is what is wanted here.
    say: () => undefined,
  })
}

/** By slot, the run in it, seen from its first event on. */
function witnessAll({ stage }: DemoServer): Map<string, Witness> {
  const witnesses = new Map<string, Witness>()
  for (const slot of SLOTS)
    stage.watch(slot, () => {
      const run = stage.run(slot)
      if (run && witnesses.get(slot)?.run !== run) witnesses.set(slot, new Witness(run))
    })
  return witnesses
}

type Setting = Pick<Scene, 'random' | 'disk' | 'clock'>

async function playRound(setting: Setting, server: DemoServer, witnesses: Map<string, Witness>): Promise<string> {
  const { random, disk } = setting
  const windows = await openWindows(random, server)
  const scene: Scene = { ...setting, windows, slots: SLOTS }
  const steps = random.int(30, 80)
  const done: string[] = []
  for (let step = 0; step < steps; step++) {
    const [name, fault] = random.pick(FAULTS)
    // Chance of its own for each: what one finds there must not change what comes after it.
    await fault({ ...scene, random: new Random(random.int(0, 2 ** 31)) })
    done.push(name)
    await sleep(random.int(0, 60))
  }
  disk.free()
  if (random.chance(0.5)) for (const slot of SLOTS) server.stage.stop(slot)
  await settle(windows, server, witnesses)
  const compared = await compareAll(windows, witnesses)
  const skipped = windows.filter(({ wasSkipped }) => wasSkipped).length
  for (const window of windows) await window.close()
  return `${windows.length} windows (${skipped} fell behind), ${steps} events (${summary(done)}), ${compared} screens right`
}

async function openWindows(random: Random, server: DemoServer): Promise<SoakWindow[]> {
  const reach: SoakServer = {
    port: Number(new URL(server.address).port),
    tokens: server.tokens,
    size: { cols: 48, rows: 8 },
  }
  const windows = Array.from(
    { length: random.int(3, 8) },
    (_, index) => new SoakWindow(reach, index > 0 && random.chance(0.3) ? 'viewer' : 'presenter'),
  )
  for (const window of windows) {
    await window.connect()
    for (const slot of SLOTS) if (random.chance(0.7)) window.watch(slot)
  }
  return windows
}

/** All runs at their end, all windows back and at the end of what they watch. */
async function settle(
  windows: readonly SoakWindow[],
  { stage }: DemoServer,
  witnesses: ReadonlyMap<string, Witness>,
): Promise<void> {
  const runs = (): Run[] => SLOTS.flatMap((slot) => stage.run(slot) ?? [])
  await until('every run ends', () => runs().every(({ state }) => state === 'finished'))
  for (const window of windows) window.recover()
  await until(
    'every window catches up',
    async () => {
      // A message too long ends a connection, and who hears nothing learns of it late: it comes back like any other.
      for (const window of windows) if (!window.isOpen) await window.connect()
      return windows.every((window) => isThere(window, witnesses))
    },
    () =>
      windows.flatMap((window, number) =>
        isThere(window, witnesses) ? [] : [`window ${number}: ${window.describe()}`],
      ),
  )
}

function isThere(window: SoakWindow, witnesses: ReadonlyMap<string, Witness>): boolean {
  return [...window.slots].every(([slot, { run, lanes }]) => {
    const witness = witnesses.get(slot)
    if (!witness) return run === null
    return (
      run?.id === witness.run.id &&
      run.state === 'finished' &&
      [...witness.lanes.values()].every(({ id, next }) => lanes.get(id)?.next === next)
    )
  })
}

/** The number of screens that were compared. */
async function compareAll(windows: readonly SoakWindow[], witnesses: ReadonlyMap<string, Witness>): Promise<number> {
  for (const [number, { faults }] of windows.entries())
    if (faults.length > 0) throw new Error(`window ${number}: ${faults.slice(0, 5).join('; ')}`)
  let compared = 0
  for (const [slot, witness] of witnesses)
    for (const truth of witness.lanes.values()) {
      const events = JSON.stringify([...truth.events])
      const screen = await witness.show(truth)
      for (const [number, window] of windows.entries()) {
        const copy = window.slots.get(slot)?.lanes.get(truth.id)
        if (!copy) continue
        const where = `window ${number}, slot ${slot}, lane ${truth.id} of ${witness.run.id}`
        const seen = JSON.stringify([...copy.events].toSorted(([a], [b]) => a - b))
        if (seen !== events) throw new Error(`${where}: other events than the log's:\n${firstDifference(seen, events)}`)
        const shown = await copy.show()
        if (shown !== screen)
          throw new Error(`${where}: another screen than the log's:\n${firstDifference(shown, screen)}`)
        compared++
      }
    }
  return compared
}

function firstDifference(seen: string, wanted: string): string {
  let at = 0
  while (seen[at] === wanted[at]) at++
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60))
  return `seen   ${around(seen)}\nwanted ${around(wanted)}`
}

function summary(done: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const name of done) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].map(([name, number]) => `${number} ${name}`).join(', ')
}

async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  describe: () => readonly string[] = () => [],
): Promise<void> {
  const deadline = performance.now() + PATIENCE
  while (!(await condition())) {
    if (performance.now() > deadline)
      throw new Error([`expected that ${what} within ${PATIENCE / 1000} s; it did not`, ...describe()].join('\n'))
    await sleep(10)
  }
}
