/** What a backend uses as the kernel tells its parent at its end, with nobody reading anything meanwhile. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { waitForAccepts } from '../../../demos/lib/load/accept-queue.ts'
import { BackendProcess, GRACE } from '../../../demos/lib/load/backend-process.ts'
import { LoaderProcess } from '../../../demos/lib/load/loader-process.ts'
import { measureRound } from '../../../demos/lib/load/measure-round.ts'
import { metricsOf } from '../../../demos/lib/load/metrics.ts'
import { choosePlaces, confine } from '../../../demos/lib/load/pinning.ts'
import type { Command } from '../../../demos/lib/programs.ts'

export interface BareOptions {
  readonly backend: Command
  readonly loader: Command
  readonly connections: number
  /** Under load. */
  readonly seconds: number
}

/** User and system µs per message, together: its whole life under load, less a life without. Of Linux and macOS: wait4. */
export async function measureBare(options: BareOptions): Promise<number> {
  const { messages, ...loaded } = await live(options, true)
  const idle = await live(options, false)
  return ((loaded.user + loaded.system - idle.user - idle.system) / messages) * 1e6
}

/** One run, told by both: what the harness says of its window, and the kernel of the whole life, less a life without load. */
export async function measureBoth(options: BareOptions): Promise<{ harness: number; life: number }> {
  const { backend, loader, connections, seconds } = options
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rusage-'))
  const file = path.join(folder, 'used')
  let messages = 0
  try {
    const round = await measureRound({
      backend,
      loader,
      connections,
      seconds,
      pin: true,
      warmup: 0.3,
      wrapper: ['/usr/bin/env', 'python3', RUSAGE, file, '/usr/bin/env'],
      signal: new AbortController().signal,
      onStopped: (stopped) => (messages = stopped.messages),
    })
    const used = JSON.parse(await readFile(file, 'utf8')) as Omit<Life, 'messages'>
    const idle = await live(options, false)
    const { cpu_us: harness = Number.NaN } = metricsOf(round)
    const life = ((used.user + used.system - idle.user - idle.system) / messages) * 1e6
    return { harness, life }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Life {
  readonly user: number
  readonly system: number
  readonly messages: number
}

async function live({ backend, loader, connections, seconds }: BareOptions, isLoaded: boolean): Promise<Life> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rusage-'))
  const file = path.join(folder, 'used')
  const places = choosePlaces(true)
  const { signal } = new AbortController()
  try {
    const running = await BackendProcess.start({
      command: ['/usr/bin/env', 'python3', RUSAGE, file, ...(await absolute(confine(backend, places.pinned?.backend)))],
      host: '127.0.0.1',
      signal,
    })
    let messages = 0
    try {
      const at = await LoaderProcess.start({
        command: confine(loader, places.pinned?.loader),
        host: running.host,
        port: running.port,
        connections,
        bytes: 64,
        rate: 0,
        threads: Math.min(places.loaderThreads, connections),
      })
      try {
        await at.connected()
        // As the harness does: a load that meets a server in the middle of its accepts finds another heap there.
        await waitForAccepts(running.port, ACCEPT_SECONDS, signal)
        if (isLoaded) at.start()
        await sleep(isLoaded ? seconds * 1000 : 300)
        ;({ messages } = await at.stop())
      } finally {
        await at.end(GRACE)
      }
    } finally {
      await running.end(GRACE)
    }
    return { ...(JSON.parse(await readFile(file, 'utf8')) as { user: number; system: number }), messages }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const ACCEPT_SECONDS = 10
const RUSAGE = path.join(import.meta.dirname, 'rusage.py')

/** `os.spawnv` looks nothing up. */
async function absolute(command: Command): Promise<Command> {
  const [name = '', ...args] = command
  return path.isAbsolute(name) ? command : ['/usr/bin/env', name, ...args]
}
