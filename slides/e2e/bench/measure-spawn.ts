/** How long it takes from the decision to start a program to its first byte, through the server's own runner. */
import path from 'node:path'
import { prepare } from '../../../demos/toolchains.ts'
import { loadCatalogue } from '../../../server/catalog.ts'
import { LaneLog } from '../../../server/lane-log.ts'
import { runLane } from '../../../server/lane.ts'
import { medianFigure, type Figure } from './figure.ts'

const TIMES = 9
const LANES = { c: 'c-pthreads', python: 'python-threads', node: 'node' } as const

/** One figure for each language that is here. */
export async function measureSpawn(): Promise<Figure[]> {
  const sleepers = (await loadCatalogue()).get('sleepers')
  if (!sleepers) throw new Error('Expected the demo sleepers, to start its programs.')
  const figures: Figure[] = []
  for (const [language, id] of Object.entries(LANES)) {
    const lane = sleepers.lanes.find((one) => one.id === id)
    const program = lane && (await prepare(lane.file))
    if (!program || 'code' in program) continue
    const times: number[] = []
    for (let time = 0; time < TIMES; time++)
      times.push(await firstByte([...program.command, '1'], path.dirname(lane.file), sleepers.manifest))
    figures.push(medianFigure({ name: `Start to first byte, ${language}`, unit: 'ms', target: 50 }, times))
  }
  return figures
}

type Manifest = Pick<Parameters<typeof runLane>[0], 'terminal' | 'limits'>

/** Milliseconds. The program is stopped as soon as it has said something. */
async function firstByte(command: readonly string[], cwd: string, { terminal, limits }: Manifest): Promise<number> {
  const log = new LaneLog()
  const stop = new AbortController()
  const begin = performance.now()
  let time: number | undefined
  log.subscribe(() => {
    if (time !== undefined || log.at(log.next - 1)?.code !== 'o') return
    time = performance.now() - begin
    stop.abort()
  })
  await runLane({
    command,
    cwd,
    env: {},
    terminal,
    limits,
    tag: 'bench.spawn',
    log,
    stop: stop.signal,
    tellsUsage: true,
    checkResult: () => undefined,
    onInput: () => undefined,
    onTurn: () => undefined,
  })
  if (time === undefined) throw new Error(`Expected ${command.join(' ')} to print something, it did not.`)
  return time
}
