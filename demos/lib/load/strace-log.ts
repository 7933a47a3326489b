/** Counts system calls from a log of `strace -f -ttt`. */
import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { Command } from '../programs.ts'
import { NOT_INSTALLED, NOT_LINUX, VARIANTS, type Found } from './perf-counter.ts'
import { SYSCALLS } from './syscall-fields.ts'
import type { Syscall } from './trace-syscalls.ts'

/** Whether strace may trace here: it is tried. */
export async function findStrace(): Promise<Found> {
  if (process.platform !== 'linux') return { found: false, why: NOT_LINUX }
  try {
    await promisify(execFile)('strace', ['-f', '-o', '/dev/null', '/bin/sh', '-c', ':'], { timeout: 10_000 })
    return { found: true }
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string }
    if (code === 'ENOENT') return { found: false, why: NOT_INSTALLED }
    return { found: false, why: stderr?.trim().split('\n')[0] ?? 'not allowed' }
  }
}

/** Starts the program that follows; writes a line for every call of all its threads and children. */
export function straceCommand(log: string): Command {
  return ['strace', '-f', '-ttt', '-s', '0', '-e', 'signal=none', '-o', log]
}

/** Calls entered between two moments, seconds since 1970. */
export async function countStrace(
  log: string,
  from: number,
  to: number,
): Promise<{ total: number; calls: Partial<Record<Syscall, number>> }> {
  let total = 0
  const calls: Partial<Record<Syscall, number>> = {}
  for await (const line of createInterface(createReadStream(log, 'latin1'))) {
    // `7 1700000000.123456 recvfrom(4, …`; the rest of an interrupted call begins with `<... recvfrom resumed>`.
    const [, time, name = ''] = /^\d+\s+(\d+\.\d+) (\w+)\(/.exec(line) ?? []
    if (time === undefined || Number(time) < from || Number(time) >= to) continue
    total++
    const call = CALLS.get(name)
    if (call !== undefined) calls[call] = (calls[call] ?? 0) + 1
  }
  return { total, calls }
}

const CALLS = new Map<string, Syscall>(
  SYSCALLS.flatMap((call) => (VARIANTS[call] ?? [call]).map((name) => [name, call] as const)),
)
