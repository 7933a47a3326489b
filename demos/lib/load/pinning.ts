/** Which cores the backend and the loader get. */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Command } from '../programs.ts'
import { readText } from './proc-files.ts'

export interface Places {
  /** The cores of each, as `taskset -c` takes them; absent where nobody is pinned. */
  readonly pinned?: { readonly backend: string; readonly loader: string }
  /** Why nobody is, where that is so. */
  readonly unpinned?: Unpinned
  /** Cores that the loader can fill: its threads. */
  readonly loaderThreads: number
  /** Cores that the backend can fill. */
  readonly backendCores: number
}

export type Unpinned = 'not-asked' | 'one-core' | 'not-linux' | 'no-taskset'

/**
 * Pinned: the backend has the last core that this process may use (interrupts mostly go to the first), the loader all
 * others but that core's twin (two threads of one core share its units), if others are left. Unpinned: all have all.
 */
export function choosePlaces(pin: boolean): Places {
  const cores = allowedCores()
  const count = cores.length || availableParallelism()
  const unpinned = !pin ? 'not-asked' : whyNot(cores.length)
  if (unpinned) return { unpinned, loaderThreads: Math.max(1, count - 1), backendCores: count }
  const backend = cores.at(-1) ?? 0
  const others = cores.filter((core) => core !== backend)
  const twins = parseCpuList(readText(`/sys/devices/system/cpu/cpu${backend}/topology/thread_siblings_list`))
  const apart = others.filter((core) => !twins.includes(core))
  const loader = apart.length > 0 ? apart : others
  return {
    pinned: { backend: String(backend), loader: loader.join(',') },
    loaderThreads: loader.length,
    backendCores: 1,
  }
}

/** The command, confined to cores. */
export function confine(command: Command, cores: string | undefined): Command {
  return cores === undefined ? command : ['taskset', '-c', cores, ...command]
}

/** `0-3,6` → 0 1 2 3 6. */
export function parseCpuList(text: string): number[] {
  return text
    .trim()
    .split(',')
    .filter(Boolean)
    .flatMap((range) => {
      const [first = Number.NaN, last = first] = range.split('-').map(Number)
      return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    })
}

function whyNot(cores: number): Unpinned | undefined {
  if (process.platform !== 'linux') return 'not-linux'
  if (cores < 2) return 'one-core'
  return hasTaskset() ? undefined : 'no-taskset'
}

/** The cores that this process may use; empty where there is no /proc. */
function allowedCores(): number[] {
  return parseCpuList(/^Cpus_allowed_list:\s+(\S+)/m.exec(readText('/proc/self/status'))?.[1] ?? '')
}

function hasTaskset(): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'taskset')))
}
