/** A driver's rounds: one per turn of the runner, and after each what all of them say so far. */
import type { Result } from '../../../server/protocol/events.ts'
import { mark, sample } from '../events.ts'
import { programs } from '../programs.ts'
import { nextTurn } from '../turns.ts'
import { measureRound } from './measure-round.ts'
import { metricsOf } from './metrics.ts'
import type { Round } from './round.ts'
import { emitResult, grouped, phaseSayer, say } from './run-driver.ts'
import { summarize, type Summary } from './summarize.ts'
import { isNodeLoader } from './under-load.ts'

export interface TurnsOptions {
  readonly connections: number
  readonly rate?: number
  readonly pin: boolean
  readonly signal: AbortSignal
  readonly fields: (summary: Summary) => Readonly<Record<string, Result[string] | undefined>>
  /** After a round, within its turn. */
  readonly afterRound?: (rounds: readonly Round[]) => Promise<void>
}

/** Measures until the runner has no more turns to give. */
export async function measureTurns(options: TurnsOptions): Promise<void> {
  const { connections, rate = 0, pin, signal, fields, afterRound } = options
  const { lane, loader = [] } = programs()
  const rounds: Round[] = []
  while (await nextTurn()) {
    signal.throwIfAborted()
    const what = `раунд ${rounds.length + 1}`
    mark(what)
    // Ten thousand connections may be long in coming, and a lane that says nothing for half a minute hangs.
    const heartbeat = setInterval(() => process.stdout.write('.'), 5000)
    const round = await measureRound({
      backend: lane,
      loader,
      connections,
      rate,
      pin,
      signal,
      warmup: WARMUP_SECONDS,
      seconds: WINDOW_SECONDS,
      onPhase: phaseSayer(what),
    }).finally(() => clearInterval(heartbeat))
    rounds.push(round)
    const perSecond = metricsOf(round).messages_per_s ?? 0
    say(`\r\u001b[K${what}: ${grouped(perSecond)} сообщ./с`)
    sample('messages_per_s', Math.round(perSecond), '1/с')
    await afterRound?.(rounds)
    const summary = summarize(rounds)
    if (rounds.length === 1) sayNotes(round, summary, isNodeLoader(loader))
    emitResult(fields(summary))
  }
}

/** The medians by the metrics' names, and the interval of the first of them. */
export function mediansOf({ metrics, rounds }: Summary): Record<string, number | undefined> {
  const medians = Object.fromEntries(Object.entries(metrics).map(([name, { median }]) => [name, median]))
  const { low, high } = metrics.messages_per_s ?? {}
  return { ...medians, messages_per_s_low: low, messages_per_s_high: high, rounds }
}

/** The fields that a manifest wants; one that is absent stays so. */
export function pick(
  values: Readonly<Record<string, number | undefined>>,
  keys: readonly string[],
): Record<string, number | undefined> {
  return Object.fromEntries(keys.map((key) => [key, values[key]]))
}

/** `нагрузчик`, or the limit by name and value; undefined where the backend itself had no more to give. */
export function limitedBy({ limited_by, limit }: Summary): string | undefined {
  return limited_by === 'loader' ? 'нагрузчик' : limit
}

const WARMUP_SECONDS = 0.3
const WINDOW_SECONDS = 1

function sayNotes({ unpinned }: Round, summary: Summary, isNode: boolean): void {
  if (isNode) say('нагрузчик на Node: нет компилятора C')
  const by = limitedBy(summary)
  if (by !== undefined) say(`упёрлись: ${by}`)
  const others = summary.metrics.others_cores?.median ?? 0
  if (others > NOISY) say(`другие программы заняли ${others.toFixed(1).replace('.', ',')} ядра`)
  if (unpinned !== undefined && unpinned !== 'not-asked') say(`без taskset: ${UNPINNED[unpinned]}`)
}

/** Cores. */
const NOISY = 0.2

const UNPINNED = { 'one-core': 'ядро одно', 'not-linux': 'он есть только в Linux', 'no-taskset': 'его нет' } as const
