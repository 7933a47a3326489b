/** The facts of this machine that a measurement must carry. What cannot be read is absent. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { findRuntimes } from '../demos/toolchains.ts'
import type { Machine } from './protocol/messages.ts'

export async function describeMachine(): Promise<Machine> {
  const governor = await read('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor')
  const release = /^PRETTY_NAME="?([^"\n]+)/m.exec((await read('/etc/os-release')) ?? '')?.[1]
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memory: os.totalmem(),
    os: release ?? `${os.type()} ${os.release()}`,
    kernel: `${os.type()} ${os.release()}`,
    ...(governor !== undefined && { governor }),
    limits: await readLimits(),
    runtimes: await readRuntimes(),
  }
}

/** The commit of this checkout, with `+` where files differ from it; undefined outside of one. */
export async function readCommit(): Promise<string | undefined> {
  try {
    const git = async (...args: string[]): Promise<string> =>
      (await promisify(execFile)('git', args, { cwd: import.meta.dirname })).stdout.trim()
    const changed = await git('status', '--porcelain', '--', '../demos', '../server')
    return `${await git('rev-parse', '--short=12', 'HEAD')}${changed === '' ? '' : '+'}`
  } catch {
    // No git, or an archive instead of a clone.
    return undefined
  }
}

async function readRuntimes(): Promise<Record<string, string>> {
  const runtimes: Record<string, string> = {}
  for (const [language, found] of await findRuntimes()) if ('version' in found) runtimes[language] = found.version
  return runtimes
}

/** The limits that the demos run into. */
async function readLimits(): Promise<Record<string, number | string>> {
  const limits: Record<string, number | string> = {}
  for (const file of ['kernel/pid_max', 'kernel/threads-max', 'vm/max_map_count', 'vm/overcommit_memory']) {
    const value = await read(path.join('/proc/sys', file))
    if (value !== undefined) limits[file.replace('/', '.')] = Number(value)
  }
  for (const [name, label] of RLIMITS) {
    const value = new RegExp(`^${label}\\s+(\\S+)`, 'm').exec((await read('/proc/self/limits')) ?? '')?.[1]
    if (value !== undefined) limits[name] = value === 'unlimited' ? value : Number(value)
  }
  return limits
}

const RLIMITS = [
  ['descriptors', 'Max open files'],
  ['processes', 'Max processes'],
] as const

async function read(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch {
    // Another system, or no leave to read it.
    return undefined
  }
}
