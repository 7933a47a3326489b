/** A run of `echo` in the demo server, with windows that watch it or with none. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadCatalogue } from '../../catalog.ts'
import { describeDemos } from '../../demo-info.ts'
import { describeMachine } from '../../machine.ts'
import type { Result } from '../../protocol/events.ts'
import { startServer } from '../../server.ts'
import { Client } from '../client.ts'

/** Gives the run's result, as the lane said it. */
export async function runWatched(lane: string, connections: number, windows: number): Promise<Record<string, number>> {
  const runsDir = await mkdtemp(path.join(os.tmpdir(), 'harness-runs-'))
  const catalogue = await loadCatalogue()
  const server = await startServer({
    port: 0,
    catalogue,
    demos: await describeDemos(catalogue),
    machine: await describeMachine(),
    runsDir,
    deck: (_, response) => response.end(),
    say: () => undefined,
  })
  const { port } = new URL(server.address)
  const watchers: Client[] = []
  try {
    for (let window = 0; window < windows; window++) {
      const watcher = await Client.enter(Number(port), server.tokens.viewer)
      watcher.send({ type: 'watch', slot: SLOT })
      watchers.push(watcher)
    }
    const presenter = await Client.enter(Number(port), server.tokens.presenter)
    presenter.send({ type: 'start', slot: SLOT, demo: 'echo', lanes: [lane], params: { connections, rate: 0 } })
    // Nobody asks meanwhile: the presenter would be a window too.
    await sleep(RUN_SECONDS * 1000)
    presenter.close()
    const { messages_per_s: perSecond, cpu_us: cpu } = await lastResult(Number(port), server.tokens.viewer)
    return { 'messages/s': Number(perSecond), 'CPU per message': Number(cpu) }
  } finally {
    for (const watcher of watchers) watcher.close()
    await server.close()
    await rm(runsDir, { recursive: true, force: true })
  }
}

const SLOT = 'harness'
/** Five rounds and a start. */
const RUN_SECONDS = 11

/** Waits for the end of the run; whoever comes late gets all its events. */
async function lastResult(port: number, token: string): Promise<Result> {
  let result: Result | undefined
  let finish: () => void = () => undefined
  const finished = new Promise<void>((resolve) => (finish = resolve))
  const late = await Client.enter(port, token, {
    onEvent: ([, code, data]) => {
      const signal = code === 's' ? (JSON.parse(data) as { result?: Result }) : {}
      result = signal.result ?? result
    },
    onRun: (run) => run?.state === 'finished' && finish(),
  })
  late.send({ type: 'watch', slot: SLOT })
  await finished
  // The events come after the run's state.
  await sleep(500)
  late.close()
  if (!result) throw new Error('The run has no result.')
  return result
}
