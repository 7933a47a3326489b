/** What a round means per message and per second. What was not read, or cannot be told from it, is absent. */
import type { Round } from './round.ts'

export const METRICS = [
  'messages_per_s',
  /** CPU of the backend per message, µs; its two parts only where the window had ticks enough to tell them apart. */
  'cpu_us',
  'user_us',
  'system_us',
  /** Of the backend, per message; `switches` is both kinds. */
  'switches',
  'voluntary',
  'involuntary',
  'migrations',
  /** Latency, µs. */
  'p50_us',
  'p95_us',
  'p99_us',
  'max_us',
  /** Messages per connection in the window, percentiles over the connections. */
  'fair_p5',
  'fair_p95',
  'connections',
  'processes',
  'threads',
  'rss_mb',
  'virtual_mb',
  'maps',
  /** Per cent of the cores that each may fill. */
  'backend_share',
  'loader_share',
  /** Cores that other programs kept busy meanwhile. */
  'others_cores',
] as const

export type Metric = (typeof METRICS)[number]
export type Metrics = Readonly<Partial<Record<Metric, number>>>

export function metricsOf(round: Round): Metrics {
  const { timed, backend, connected, loader } = round
  const { tasks, footprint } = backend
  const perSecond = timed.messages / timed.seconds
  const cpu = cpuPerMessage(round)
  const perTask = (count: number | undefined): number | undefined =>
    tasks && count !== undefined && tasks.messages > 0 ? count / tasks.messages : undefined
  const loaderCpu = timed.cpu.user + timed.cpu.system
  return present({
    messages_per_s: perSecond,
    cpu_us: cpu?.total,
    user_us: cpu?.split?.user,
    system_us: cpu?.split?.system,
    switches: perTask(tasks && tasks.voluntary + tasks.involuntary),
    voluntary: perTask(tasks?.voluntary),
    involuntary: perTask(tasks?.involuntary),
    migrations: perTask(tasks?.migrations),
    p50_us: timed.latency_us?.p50,
    p95_us: timed.latency_us?.p95,
    p99_us: timed.latency_us?.p99,
    max_us: timed.latency_us?.max,
    fair_p5: timed.per_connection.p5,
    fair_p95: timed.per_connection.p95,
    connections: connected.got,
    processes: footprint?.processes,
    threads: footprint?.threads,
    rss_mb: footprint && footprint.rss / 2 ** 20,
    virtual_mb: footprint && footprint.virtual / 2 ** 20,
    maps: footprint?.maps,
    backend_share: cpu && ((cpu.total * perSecond) / 1e6 / backend.cores) * 100,
    loader_share: (loaderCpu / timed.seconds / loader.threads) * 100,
    others_cores: round.others,
  })
}

/** The loader, not the backend, had no more to give: then the figures are the loader's. */
export function isLoaderLimited(metrics: Metrics): boolean {
  return (metrics.loader_share ?? 0) >= SATURATED && (metrics.backend_share ?? 0) < SATURATED
}

/** Per cent of its cores. */
const SATURATED = 95

interface Cpu {
  readonly total: number
  readonly split?: { readonly user: number; readonly system: number }
}

/**
 * Microseconds. The whole is the threads' run time, exact but for a tick; in one process of many threads, whose reading
 * takes long, the ticks are (10 ms in a window of a second). How it splits only the ticks know.
 */
function cpuPerMessage({ timed, backend }: Round): Cpu | undefined {
  const { ticks, tasks, footprint } = backend
  const all = ticks && ticks.user + ticks.system
  const isOne = footprint?.processes === 1 && footprint.threads > FEW_THREADS
  const byTicks = all === undefined || all === 0 ? undefined : (all / timed.messages) * 1e6
  const byRun = tasks?.run === undefined || tasks.messages === 0 ? undefined : (tasks.run / tasks.messages) * 1e6
  const total = isOne ? byTicks : (byRun ?? byTicks)
  if (total === undefined) return undefined
  // Of a handful of ticks none may have met a part that is there: that would be a 0 which nobody has measured.
  if (all === undefined || all < SPLIT_SECONDS) return { total }
  return { total, split: { user: (total * ticks!.user) / all, system: (total * ticks!.system) / all } }
}

/** CPU seconds in the window: of 30 ticks the split is uncertain by 9 points of a hundred. */
const SPLIT_SECONDS = 0.3
const FEW_THREADS = 64

function present(values: Readonly<Record<Metric, number | undefined>>): Metrics {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Metrics
}
