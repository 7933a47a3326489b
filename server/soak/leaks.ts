/** What must be as before when all windows are gone: processes, sockets, descriptors, handles and memory. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parseEnviron } from '../proc.ts'
import { serverTag, TAG } from '../processes.ts'

export interface Level {
  /** By kind: `socket`, `pipe`, a file's path. */
  readonly descriptors: ReadonlyMap<string, number>
  readonly handles: ReadonlyMap<string, number>
  /** Bytes of heap and of buffers outside of it. */
  readonly memory: number
}

export function measureLevel(): Level {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return {
    descriptors: count(listDescriptors()),
    handles: count(process.getActiveResourcesInfo().filter((name) => !HARMLESS.has(name))),
    memory: heapUsed + external,
  }
}

/** Sentences on what is more than before, `allowance` bytes of memory apart; waits a little for what is just ending. */
export async function findLeaks(before: Level, http: Server, allowance: number): Promise<string[]> {
  let leaks: string[] = []
  for (let attempt = 0; attempt < 30; attempt++) {
    leaks = [...taggedProcesses(), ...(await openConnections(http)), ...compare(before, measureLevel(), allowance)]
    if (leaks.length === 0) return []
    await sleep(100)
  }
  return leaks
}

/** Timers and work under way end by themselves; what they hold open is counted. */
const HARMLESS = new Set(['Timeout', 'Immediate', 'FSReqPromise', 'FSReqCallback'])

function compare(before: Level, now: Level, allowance: number): string[] {
  const leaks: string[] = []
  for (const name of ['descriptors', 'handles'] as const)
    for (const [kind, number] of now[name]) {
      const usual = before[name].get(kind) ?? 0
      if (number > usual) leaks.push(`${name}: ${number} of ${kind}, ${usual} before`)
    }
  const more = now.memory - before.memory
  if (more > allowance) leaks.push(`memory: ${megabytes(more)} MB more, ${megabytes(allowance)} MB allowed`)
  return leaks
}

function taggedProcesses(): string[] {
  const own = `${serverTag()}.`
  return readdirSync('/proc').flatMap((pid) => {
    const tag = /^\d+$/.test(pid) ? parseEnviron(readOrNothing(`/proc/${pid}/environ`), TAG) : undefined
    return tag?.startsWith(own) === true && Number(pid) !== process.pid ? [`process ${pid} carries ${tag}`] : []
  })
}

async function openConnections(http: Server): Promise<string[]> {
  const number = await new Promise<number>((resolve, reject) =>
    http.getConnections((error, found) => (error ? reject(error) : resolve(found))),
  )
  return number > 0 ? [`${number} connections to the server are open`] : []
}

function listDescriptors(): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`).replace(/:\[\d+\]$/, '')]
    } catch {
      // The one that the folder itself was read with.
      return []
    }
  })
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    // It ended, or is another user's.
    return ''
  }
}

function count(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  gc()
  gc()
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1)
}
