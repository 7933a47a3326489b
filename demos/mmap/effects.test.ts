import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { endBackend, exchange, killBackends, open, startBackend } from '../lib/echo-testing.ts'
import { DEMOS } from '../lib/testing.ts'
import { isProblem, prepare } from '../toolchains.ts'

const MESSAGES = 500
const CALLS = ['mmap', 'mremap', 'munmap'] as const
const why = whyNotTraced()
afterAll(killBackends)

const expected = { as_is: 1, threshold: 0, max_size: 0, buffered: 0, uvloop_proto: 0, hang_up: 0 }

for (const [id, each] of Object.entries(expected)) {
  const file = join(DEMOS, 'mmap', `${id}.py`)
  const program = await prepare(file)
  const missing = isProblem(program) ? JSON.stringify(program) : undefined
  const name = `${id}: ${each} mmap, mremap and munmap per message`
  if (missing !== undefined && process.env['REQUIRE_LANES'] === 'all') test(name, () => expect.fail(missing))
  else if (missing !== undefined || why !== undefined) test.skip(`${name}; not run: ${missing ?? why}`, () => {})
  else
    test.concurrent(name, async () => {
      const counts = await count(file)
      for (const call of CALLS) {
        expect(counts[call] / MESSAGES, call).toBeGreaterThan(each - 0.1)
        expect(counts[call] / MESSAGES, call).toBeLessThan(each + 0.1)
      }
    })
}

/** Calls while MESSAGES messages of 64 bytes go to and fro: all those traced between the first message and the last. */
async function count(file: string): Promise<Record<(typeof CALLS)[number], number>> {
  const folder = await mkdtemp(join(tmpdir(), 'mmap-'))
  try {
    const trace = join(folder, 'trace')
    // -D: the backend is the process started here, strace is its child.
    const backend = await startBackend(file, ['strace', '-D', '-f', '-o', trace, '-e', CALLS.join(',')])
    const socket = await open(backend.port)
    const message = Buffer.alloc(64, 'm')
    for (let warm = 0; warm < 50; warm++) await exchange(socket, message)
    const before = await readCounts(trace)
    for (let sent = 0; sent < MESSAGES; sent++) await exchange(socket, message)
    const after = await readCounts(trace)
    socket.destroy()
    await endBackend(backend, 'SIGTERM')
    return {
      mmap: after.mmap - before.mmap,
      mremap: after.mremap - before.mremap,
      munmap: after.munmap - before.munmap,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function readCounts(trace: string): Promise<Record<(typeof CALLS)[number], number>> {
  const text = await readFile(trace, 'utf8')
  const calls = (name: string) => text.split(new RegExp(`\\b${name}\\(`)).length - 1
  return { mmap: calls('mmap'), mremap: calls('mremap'), munmap: calls('munmap') }
}

/** Why nothing can be traced here, if it cannot. */
function whyNotTraced(): string | undefined {
  try {
    execFileSync('strace', ['-o', '/dev/null', '-e', 'mmap', 'true'], { stdio: 'pipe' })
    return undefined
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: Buffer }
    return code === 'ENOENT' ? 'there is no strace' : (stderr?.toString().trim() ?? String(error))
  }
}
