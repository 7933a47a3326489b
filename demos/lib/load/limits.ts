/** The limits of the system that stop a size, looked up before it is tried. */
import { parse } from 'node:path'
import type { Command } from '../programs.ts'
import { listNumbers, readText } from './proc-files.ts'

export interface Size {
  /** Connections that the limits allow, at most those asked for. */
  readonly connections: number
  /** The limit that allows no more, by name and value: `RLIMIT_NOFILE = 1024`. */
  readonly limit?: string
}

/** What every connection costs the backend besides a descriptor. */
export type PerConnection = 'nothing' | 'thread' | 'process'

/**
 * The most connections up to `asked`. Soft limits count as raised: Node raises its own descriptors to the hard limit when
 * it starts, and its children inherit that. Without /proc only what can be asked for is known, and a limit shows when it is met.
 */
export function fitSize(asked: number, each: PerConnection): Size {
  const limits = [...descriptorLimits(), ...portLimits(), ...(each === 'nothing' ? [] : taskLimits(each))]
  const lowest = limits.toSorted((a, b) => a.allows - b.allows)[0]
  if (lowest === undefined || lowest.allows >= asked) return { connections: asked }
  return { connections: Math.max(0, lowest.allows), limit: `${lowest.name} = ${lowest.value}` }
}

/** By the name of the program: those that give each connection a thread or a process of its own. */
export function costOf(backend: Command): PerConnection {
  const names = backend.map((word) => parse(word).name)
  if (names.includes('fork')) return 'process'
  return names.some((name) => THREADED.has(name)) ? 'thread' : 'nothing'
}

const THREADED = new Set(['thread', 'thread_free', 'cpp_th'])

interface Limit {
  readonly name: string
  readonly value: number
  /** Connections. */
  readonly allows: number
}

/** Backend and loader have one descriptor each for a connection, and some more for themselves. */
function descriptorLimits(): Limit[] {
  const value = Number(/^Max open files\s+\d+\s+(\d+)/m.exec(readText('/proc/self/limits'))?.[1])
  return known({ name: 'RLIMIT_NOFILE', value, allows: value - OWN_DESCRIPTORS })
}

/** The loader's ends: all go to one port of one address. */
function portLimits(): Limit[] {
  const range = readText('/proc/sys/net/ipv4/ip_local_port_range').trim().split(/\s+/)
  const [first = Number.NaN, last = Number.NaN] = range.map(Number)
  const value = last - first + 1
  return known({ name: 'net.ipv4.ip_local_port_range', value, allows: value - OTHER_PORTS })
}

function taskLimits(each: 'thread' | 'process'): Limit[] {
  const running = Number(/\/(\d+)/.exec(readText('/proc/loadavg'))?.[1])
  const whole = ['kernel/threads-max', 'kernel/pid_max'].flatMap((file) => {
    const value = Number.parseInt(readText(`/proc/sys/${file}`), 10)
    return known({ name: file.replace('/', '.'), value, allows: value - running - OTHER_TASKS })
  })
  // Root is exempt from RLIMIT_NPROC.
  const own = process.getuid?.() === 0 ? [] : processLimit()
  return [...whole, ...own, ...groupLimit(), ...(each === 'thread' ? mapLimit() : [])]
}

function processLimit(): Limit[] {
  const value = Number(/^Max processes\s+(\d+)/m.exec(readText('/proc/self/limits'))?.[1])
  const user = process.getuid?.()
  const running = listNumbers('/proc')
    .map((pid) => readText(`/proc/${pid}/status`))
    .filter((status) => Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]) === user)
    .reduce((sum, status) => sum + Number(/^Threads:\s+(\d+)/m.exec(status)?.[1] ?? 0), 0)
  return known({ name: 'RLIMIT_NPROC', value, allows: value - running - OTHER_TASKS })
}

/** The control group's, in version 2 and 1. */
function groupLimit(): Limit[] {
  const lines = readText('/proc/self/cgroup').trim().split('\n')
  const groups = lines.flatMap((line) => {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    if (controllers === '') return [`/sys/fs/cgroup${path}`]
    return controllers.split(',').includes('pids') ? [`/sys/fs/cgroup/pids${path}`] : []
  })
  return groups.flatMap((group) => {
    const value = Number.parseInt(readText(`${group}/pids.max`), 10)
    const running = Number.parseInt(readText(`${group}/pids.current`), 10)
    return known({ name: 'pids.max', value, allows: value - running - OTHER_TASKS })
  })
}

/** A thread has a stack and its guard page, two mappings that do not merge. */
function mapLimit(): Limit[] {
  const value = Number.parseInt(readText('/proc/sys/vm/max_map_count'), 10)
  return known({ name: 'vm.max_map_count', value, allows: Math.floor((value - OTHER_MAPS) / 2) })
}

/** A limit that cannot be read, or is none («unlimited», «max»), limits nothing. */
function known(limit: Limit): Limit[] {
  return Number.isFinite(limit.allows) ? [limit] : []
}

/** Libraries, pipes, epoll, the listening socket, the probe. */
const OWN_DESCRIPTORS = 64
const OTHER_PORTS = 500
const OTHER_TASKS = 200
const OTHER_MAPS = 1500
