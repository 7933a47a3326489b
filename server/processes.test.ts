import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { endProcesses, killTagged, ProcessTree, serverTag, TAG } from './processes.ts'

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

test('a tree is its root and nobody else of the session that the root has not left yet', async () => {
  const own = await start('sleep', ['60'])
  const sibling = await start('sleep', ['60'])
  const tree = new ProcessTree('potoki.test').adopt(own.pid!)
  expect(tree.scan().map(({ pid }) => pid)).toEqual([own.pid])
  await endProcesses(tree, 1)
  expect(sibling.exitCode ?? sibling.signalCode).toBeNull()
})

test('children are found by the tag, by their parent and by the session of a member', async () => {
  const script = 'sleep 61 & env -i sleep 62 & setsid env -i sleep 63 & sleep 0.1; echo ready; wait'
  const child = await start('sh', ['-c', script], { [TAG]: 'potoki.test.tree' }, true)
  await once(child.stdout!, 'data')
  const tree = new ProcessTree('potoki.test.tree').adopt(child.pid!)
  expect(tree.scan()).toHaveLength(4)
  await endProcesses(tree, 1)
  expect(tree.scan()).toEqual([])
})

test('nothing escapes: 5 000 children that ignore HUP and TERM, each in a session of its own', async () => {
  const script = `import os, signal, time
signal.signal(signal.SIGHUP, signal.SIG_IGN); signal.signal(signal.SIGTERM, signal.SIG_IGN)
for _ in range(5000):
    if os.fork() == 0:
        os.setsid(); time.sleep(600)
print("ready", flush=True); time.sleep(600)`
  const child = await start('python3', ['-c', script], { [TAG]: 'potoki.test.many' }, true)
  await once(child.stdout!, 'data')
  const tree = new ProcessTree('potoki.test.many').adopt(child.pid!)
  expect(tree.scan()).toHaveLength(5001)
  expect(await endProcesses(tree, 0.1)).toBeGreaterThanOrEqual(5001)
  expect(new ProcessTree('potoki.test.many').scan()).toEqual([])
})

test('the last way out kills what carries this server’s tag, and only that', async () => {
  const own = await start('sleep', ['60'], { [TAG]: `${serverTag()}.run.lane` })
  const other = await start('sleep', ['60'], { [TAG]: 'potoki.1.1.run.lane' })
  expect(killTagged((tag) => tag.startsWith(`${serverTag()}.`))).toBe(1)
  await once(own, 'exit')
  expect(other.exitCode ?? other.signalCode).toBeNull()
})

async function start(
  file: string,
  args: string[],
  env: Record<string, string> = {},
  detached = false,
): Promise<ChildProcess> {
  const child = spawn(file, args, { env: { ...process.env, ...env }, detached, stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  await once(child, 'spawn')
  return child
}
