import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { ProcessTree } from './processes.ts'
import type { Usage } from './protocol/events.ts'
import { startSampler } from './sampler.ts'

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

test.runIf(process.platform === 'linux')('user time of a busy process; children are counted with it', async () => {
  const last = await sample('import os\nif os.fork() == 0: pass\nwhile True: pass', 1500)
  expect(last.processes).toBe(2)
  expect(last.threads).toBe(2)
  expect(last.user).toBeGreaterThan(0.3)
  expect(last.rss).toBeGreaterThan(2 ** 20)
})

test.runIf(process.platform === 'linux')('voluntary switches of a process that sleeps often', async () => {
  const last = await sample('import time\nwhile True: time.sleep(0.002)', 1500)
  expect(last.voluntary).toBeGreaterThan(100)
  expect(last.user).toBeLessThan(0.5)
})

test.runIf(process.platform === 'linux')('a thousand threads are seen, and looking stays cheap', async () => {
  const script = `import threading, time
for _ in range(1000): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
time.sleep(60)`
  const last = await sample(script, 3000)
  expect(last.threads).toBe(1001)
  // 1 % of 3 s, the free first look, and one reading that was dearer than estimated.
  expect(last.cost).toBeLessThan(0.03 + 0.01 + 0.04)
})

/** The last usage of a Python program that runs for so many milliseconds. */
async function sample(script: string, milliseconds: number): Promise<Usage> {
  const tree = ProcessTree.before('potoki.test')
  const child = spawn('python3', ['-c', script], { detached: true, stdio: 'ignore' })
  started.push(child)
  await once(child, 'spawn')
  const usages: Usage[] = []
  tree.adopt(child.pid!)
  const sampler = startSampler(tree, (usage) => usages.push(usage))
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  sampler.stop()
  for (const { pid } of tree.scan()) process.kill(pid, 'SIGKILL')
  expect(usages.length).toBeGreaterThan(2)
  for (const [index, usage] of usages.entries())
    for (const name of ['user', 'system', 'voluntary', 'involuntary'] as const)
      expect(usage[name] ?? 0).toBeGreaterThanOrEqual(usages[index - 1]?.[name] ?? 0)
  return usages.at(-1) as Usage
}
