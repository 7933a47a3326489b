/** Measures a plan, step by step; what has been measured is in the cells at every moment. */
import { measureRound } from '../../demos/lib/load/measure-round.ts'
import { metricsOf } from '../../demos/lib/load/metrics.ts'
import type { Round } from '../../demos/lib/load/round.ts'
import { summarize } from '../../demos/lib/load/summarize.ts'
import type { LoadOptions } from '../../demos/lib/load/under-load.ts'
import type { Command } from '../../demos/lib/programs.ts'
import { whyFailed } from './english-sentence.ts'
import { Clock, type Step } from './plan.ts'
import type { BenchLane } from './prepare-bench.ts'
import { clockText, type Progress } from './progress.ts'
import type { BenchResult, Cell } from './result-schema.ts'

export interface BenchOptions {
  readonly lanes: readonly BenchLane[]
  readonly loader: Command
  readonly steps: readonly Step[]
  readonly method: BenchResult['method']
  /** Where the backend listens, and whence the load comes, if not from here. */
  readonly place?: Pick<LoadOptions, 'listen' | 'remote'>
  readonly environment: NodeJS.ProcessEnv
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Never throws: a backend that fails is not tried again at that size, and its cell says why. Ends early when aborted. */
export async function runBench(options: BenchOptions): Promise<BenchResult['lanes']> {
  const { lanes, steps, method, progress, signal } = options
  const measured = new Map<string, { rounds: Round[]; problem?: string }>()
  const clock = new Clock(method)
  for (const [index, step] of steps.entries()) {
    const lane = lanes.find(({ id }) => id === step.lane)
    if (signal.aborted || !lane) break
    const key = cellKey(step)
    const cell = measured.get(key) ?? { rounds: [] }
    measured.set(key, cell)
    if (cell.problem !== undefined) continue
    const left = (from: number): string => clockText(clock.left(remaining(steps.slice(from), measured)))
    const where = `${step.lane}, ${step.connections} connections, round ${step.round + 1} of ${method.rounds}`
    progress.now(`[${index + 1}/${steps.length}] ${where}; ${left(index)} left`)
    const began = performance.now()
    try {
      const round = await measureStep(options, lane, step)
      cell.rounds.push(round)
      clock.saw(step, (performance.now() - began) / 1000)
      const rate = Math.round(metricsOf(round).messages_per_s ?? 0)
      progress.done(`[${index + 1}/${steps.length}] ${where}: ${rate} messages/s; ${left(index + 1)} left`)
    } catch (error) {
      if (signal.aborted) break
      cell.problem = whyFailed(error)
      progress.say(`${step.lane}, ${step.connections} connections: ${cell.problem}`)
    }
  }
  return lanes.map(({ id, label, language, sources }) => ({
    id,
    label,
    language,
    sources,
    cells: method.connections.flatMap((connections) =>
      toCell(connections, measured.get(cellKey({ lane: id, connections }))),
    ),
  }))
}

function measureStep(
  { loader, method, place, environment, signal }: BenchOptions,
  lane: BenchLane,
  step: Step,
): Promise<Round> {
  return measureRound({
    ...place,
    backend: lane.backend,
    loader,
    connections: step.connections,
    bytes: method.bytes,
    rate: method.rate,
    pin: method.pin,
    warmup: method.warmup,
    seconds: method.seconds,
    signal,
    environment,
  })
}

function cellKey({ lane, connections }: Pick<Step, 'lane' | 'connections'>): string {
  return `${lane} ${connections}`
}

/** Steps of cells that have failed will not be tried. */
function remaining(steps: readonly Step[], measured: ReadonlyMap<string, { problem?: string }>): Step[] {
  return steps.filter((step) => measured.get(cellKey(step))?.problem === undefined)
}

/** A cell that was not begun is absent. */
function toCell(connections: number, cell: { rounds: Round[]; problem?: string } | undefined): Cell[] {
  if (!cell || (cell.rounds.length === 0 && cell.problem === undefined)) return []
  const { rounds, problem } = cell
  return [
    {
      connections,
      rounds,
      ...(rounds.length > 0 && { summary: summarize(rounds) }),
      ...(problem !== undefined && { problem }),
    },
  ]
}
