/** Many viewers of one run, in a process of their own: each whole, and how late each line came. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from './client.ts'
import type { Figure } from './figure.ts'
import type { ServerProcess } from './server-process.ts'

export interface ViewersReport {
  /** Milliseconds from the program's print to each viewer, p50, p99 and the most. */
  readonly latency: readonly [p50: number, p99: number, most: number]
  /** SHA-256 of what each got → the number of those that got it. */
  readonly digests: Readonly<Record<string, number>>
  readonly lines: number
}

export async function measureViewers(
  server: ServerProcess,
  { count, rounds, seconds }: { readonly count: number; readonly rounds: number; readonly seconds: number },
): Promise<Figure[]> {
  const idle = server.memory
  let peak = idle
  const watch = setInterval(() => (peak = Math.max(peak, server.memory)), 50)
  const reports: ViewersReport[] = []
  const cpu: number[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      const spent = server.cpu
      reports.push(await watchTogether(server, { count, seconds, slot: `viewed-${round}` }))
      cpu.push(((server.cpu - spent) / seconds) * 100)
    }
  } finally {
    clearInterval(watch)
  }
  const note = `${count} viewers, ${reports[0]?.lines} lines each`
  const latency = (index: 0 | 1 | 2): number[] => reports.map((report) => report.latency[index])
  const apart = reports.map(({ digests }) => count - Math.max(0, ...Object.values(digests)))
  return [
    {
      name: `viewers of ${count} that did not get the same bytes`,
      unit: 'viewers',
      values: apart,
      target: 0,
      of: 'max',
    },
    { name: 'line to viewer, p50', unit: 'ms', values: latency(0), note },
    { name: 'line to viewer, p99', unit: 'ms', values: latency(1), target: 100, note },
    { name: 'line to viewer, the latest', unit: 'ms', values: latency(2), note },
    { name: 'the server meanwhile', unit: '% of a core', values: cpu },
    { name: `memory of the server above idle, ${count} viewers`, unit: 'MB', values: [peak - idle], target: 40 },
  ]
}

interface Show {
  readonly count: number
  readonly seconds: number
  readonly slot: string
}

async function watchTogether(server: ServerProcess, { count, seconds, slot }: Show): Promise<ViewersReport> {
  const child = fork(path.join(import.meta.dirname, 'viewers-child.ts'), { execArgv: ['--import', 'tsx'] })
  try {
    child.send({ port: server.port, token: server.tokens.viewer, count, slot })
    await once(child, 'message')
    let finish: () => void = () => undefined
    const finished = new Promise<void>((resolve) => (finish = resolve))
    const presenter = await Client.enter(server.port, server.tokens.presenter, {
      onEvent: ([, code]) => code === 'x' && finish(),
    })
    presenter.start('ticker', slot, seconds)
    await finished
    await sleep(500)
    child.send('report')
    const [report] = (await once(child, 'message')) as [ViewersReport]
    presenter.close()
    return report
  } finally {
    child.kill()
  }
}
