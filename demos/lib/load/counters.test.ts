/** What /proc says of a program against what the program itself knows to have used. */
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { isProblem, prepare } from '../../toolchains.ts'
import { Counters, cpuBetween, tasksBetween, type CpuTime, type TaskCounters } from './counters.ts'
import { OwnedProcess } from './owned-process.ts'

const running: OwnedProcess[] = []

afterEach(async () => {
  for (const owned of running.splice(0)) await owned.end(0)
})

describe.runIf(process.platform === 'linux')('on Linux', () => {
  test.each(['user', 'system'] as const)('CPU time: %s', async (kind) => {
    const { cpu, tasks, own } = await burn(kind, 0.5)
    // A tenth, and a tick of 10 ms at either end.
    expect(cpu[kind]).toBeGreaterThan(own[kind] * 0.9 - 0.02)
    expect(cpu[kind]).toBeLessThan(own[kind] * 1.1 + 0.02)
    expect(tasks.run).toBeGreaterThan((own.user + own.system) * 0.9 - 0.01)
    expect(tasks.run).toBeLessThan((own.user + own.system) * 1.1 + 0.01)
  })

  test('switches of every kind', async () => {
    const { tasks, own } = await burn('sleep', 300)
    expect(own.voluntary).toBeGreaterThanOrEqual(300)
    // The question, the answer and the readings themselves are a few more.
    expect(Math.abs(tasks.voluntary - own.voluntary)).toBeLessThan(10)
    expect(Math.abs(tasks.involuntary - own.involuntary)).toBeLessThan(10)
  })

  test('memory and threads, of what there is now', async () => {
    const { counters } = await start()
    expect(counters.readFootprint()).toMatchObject({ processes: 1, threads: 4 })
    const { rss, virtual, maps = 0 } = counters.readFootprint()!
    expect(rss).toBeGreaterThan(5e6)
    expect(virtual).toBeGreaterThan(rss)
    expect(maps).toBeGreaterThan(20)
  })

  test('of what has ended nothing is known, which is not 0', async () => {
    const { counters, owned } = await start()
    const [cpu, tasks] = [counters.readCpu(), counters.readTasks()]
    await owned.end(0)
    expect(cpuBetween(cpu, counters.readCpu())).toBeUndefined()
    expect(tasksBetween(tasks, counters.readTasks())).toBeUndefined()
    expect(counters.readFootprint()).toBeUndefined()
  })
})

test('a thread that is new counts from 0, one that has ended makes the sum unknown', () => {
  const one = { voluntary: 5, involuntary: 1, migrations: 2, run: 0.5 }
  const more = { voluntary: 8, involuntary: 1, migrations: 2, run: 0.75 }
  expect(
    tasksBetween(
      new Map([['1/1', one]]),
      new Map([
        ['1/1', more],
        ['1/2', one],
      ]),
    ),
  ).toEqual({
    voluntary: 8,
    involuntary: 1,
    migrations: 2,
    run: 0.75,
  })
  expect(
    tasksBetween(
      new Map([
        ['1/1', one],
        ['1/2', one],
      ]),
      new Map([['1/1', more]]),
    ),
  ).toBeUndefined()
})

interface Own {
  readonly user: number
  readonly system: number
  readonly voluntary: number
  readonly involuntary: number
}

async function burn(kind: string, amount: number): Promise<{ cpu: CpuTime; tasks: TaskCounters; own: Own }> {
  const { counters, ask } = await start()
  const [cpuBefore, tasksBefore, before] = [counters.readCpu(), counters.readTasks(), await ask('user 0')]
  const after = await ask(`${kind} ${amount}`)
  const cpu = cpuBetween(cpuBefore, counters.readCpu())
  const tasks = tasksBetween(tasksBefore, counters.readTasks())
  if (!cpu || !tasks) throw new Error('nothing was read')
  const own = (key: keyof Own): number => after[key] - before[key]
  return {
    cpu,
    tasks,
    own: { user: own('user'), system: own('system'), voluntary: own('voluntary'), involuntary: own('involuntary') },
  }
}

async function start(): Promise<{ counters: Counters; owned: OwnedProcess; ask: (line: string) => Promise<Own> }> {
  const program = await prepare(fileURLToPath(new URL('fixtures/busy.py', import.meta.url)))
  if (isProblem(program)) throw new Error(JSON.stringify(program))
  const owned = await OwnedProcess.start(program.command)
  running.push(owned)
  const lines = createInterface(owned.child.stdout!)[Symbol.asyncIterator]()
  const ask = async (line: string): Promise<Own> => {
    owned.child.stdin!.write(`${line}\n`)
    return JSON.parse(String((await lines.next()).value)) as Own
  }
  await ask('user 0')
  const counters = new Counters(owned.pid)
  counters.find()
  return { counters, owned, ask }
}
