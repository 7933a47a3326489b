/** The processes of lanes, found by the tag in their environment as the server finds them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { TAG } from '../../server/processes.ts'

/** Whether processes can be counted here; a test that does is skipped elsewhere. */
export const HAS_PROC = existsSync('/proc/self/environ')

/** Pids whose tag begins so. Only where there is /proc. */
export function processesTagged(begin: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => environment(pid).some((entry) => entry.startsWith(`${TAG}=${begin}`)))
    .map(Number)
}

function environment(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    // It ended while we looked, or it is not ours.
    return []
  }
}
