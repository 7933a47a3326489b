/** Which limit both loaders name when they get fewer connections than they were asked for. */
import { spawnSync } from 'node:child_process'
import { afterEach, describe, expect, test } from 'vitest'
import { endAll, startableLoaders, startBackend, startLoader, type RunningLoader } from './fixtures/processes.ts'

const loaders = await startableLoaders()

afterEach(endAll)

describe.each(loaders)('$name', ({ command }) => {
  test.each(['-Hn', '-n'])('names the limit of descriptors (ulimit %s 64)', async (which) => {
    const { port } = await startBackend('right')
    const shell = ['sh', '-c', `ulimit -S -n 64 && ulimit ${which} 64 && exec "$@"`, 'sh']
    const loader = startLoader([...shell, ...command], '127.0.0.1', port, 300)
    const line = await loader.answer()
    expect(line).toMatchObject({ connected: { asked: 300, limit: 'RLIMIT_NOFILE = 64' } })
    expect(line).toHaveProperty('connected.got', expect.any(Number))
    expect(gotOf(line)).toBeGreaterThan(30)
    expect(gotOf(line)).toBeLessThan(64)
    await works(loader)
  })

  test('raises the soft limit of descriptors as far as it is allowed', async () => {
    const { port } = await startBackend('right')
    const shell = ['sh', '-c', 'ulimit -S -n 64 && exec "$@"', 'sh']
    const loader = startLoader([...shell, ...command], '127.0.0.1', port, 300)
    expect(await loader.answer()).toMatchObject({ connected: { asked: 300, got: 300 } })
    await works(loader)
  })
})

// In a network of its own, with 20 ports; each loader waits ten seconds for another one to become free. And as the first of
// its own processes, so that the backend beside it ends with it.
const alone = ['--user', '--map-root-user', '--net', '--pid', '--fork', '--kill-child']
const inOwnNetwork = ['unshare', ...alone, 'sh', '-c']
const fewPorts = 'ip link set lo up && echo 40000 40019 > /proc/sys/net/ipv4/ip_local_port_range'
const tried = spawnSync(inOwnNetwork[0] ?? '', [...inOwnNetwork.slice(1), fewPorts], { encoding: 'utf8' })
const whyNot = tried.status === 0 ? undefined : (tried.error?.message ?? tried.stderr.trim())

test.skipIf(whyNot !== undefined)(
  `names the limit of ports${whyNot === undefined ? '' : `: not tested, ${whyNot}`}`,
  async () => {
    await Promise.all(
      loaders.map(async ({ name, command }) => {
        const faulty = await startBackend('right')
        const backend = faulty.child.spawnargs.slice(0, -2)
        faulty.child.kill('SIGKILL')
        const script = `${fewPorts} && { ${quote(backend)} 8888 127.0.0.1 >&2 & } && exec "$@"`
        const loader = startLoader([...inOwnNetwork, script, 'sh', ...command], '127.0.0.1', 8888, 50)
        const limit = 'net.ipv4.ip_local_port_range = 40000 40019 (20 ports)'
        expect(await loader.answer(), name).toMatchObject({ connected: { asked: 50, got: 20, limit } })
        await works(loader)
      }),
    )
  },
)

function gotOf(line: Awaited<ReturnType<RunningLoader['answer']>>): number {
  return line && 'connected' in line ? line.connected.got : expect.fail(JSON.stringify(line))
}

/** With the connections that it has got. */
async function works(loader: RunningLoader): Promise<void> {
  loader.say('start')
  loader.say('mark')
  expect(await loader.answer()).toHaveProperty('window')
  loader.say('stop')
  expect(await loader.answer()).toHaveProperty('stopped.unanswered', 0)
  expect(await loader.ended).toMatchObject({ code: 0 })
}

function quote(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(' ')
}
