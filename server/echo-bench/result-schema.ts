/**
 * The file that `npm run bench -- --json FILE` writes.
 *
 * Units: seconds, bytes, microseconds where a name ends in `_us`. What could not be measured is absent. `rounds` are raw, as
 * `demos/lib/load/round.ts` describes them; `summary` is made of them (medians, and 95 % intervals from three rounds on).
 */
import { z } from 'zod'
import { METRICS } from '../../demos/lib/load/metrics.ts'
import { Round } from '../../demos/lib/load/round.ts'

const Machine = z.strictObject({
  cpu: z.string(),
  cores: z.int(),
  memory: z.number(),
  os: z.string(),
  kernel: z.string(),
  governor: z.string().optional(),
  limits: z.record(z.string(), z.union([z.number(), z.string()])),
  runtimes: z.record(z.string(), z.string()),
})

const Estimate = z.strictObject({
  median: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
  /** Rounds that had the metric. */
  n: z.int().min(1),
})

const Summary = z.strictObject({
  rounds: z.int().min(1),
  metrics: z.partialRecord(z.enum(METRICS), Estimate),
  /** `loader`: it could do no more while the backend could; `limit`: the system allowed no more connections. */
  limited_by: z.enum(['loader', 'limit']).optional(),
  limit: z.string().optional(),
})

const Cell = z.strictObject({
  /** Asked for; `summary.metrics.connections` says how many were open. */
  connections: z.int().min(1),
  /** Complete rounds. */
  rounds: z.array(Round),
  /** Absent where there is no complete round. */
  summary: Summary.optional(),
  /** An English sentence: why there are no more rounds. */
  problem: z.string().optional(),
})

export const LOADS = ['heavy', 'moderate', 'low'] as const

export const BenchResult = z.strictObject({
  format: z.literal('threads-vs-coroutines/echo-bench'),
  version: z.literal(1),
  /** ISO 8601. */
  began: z.string(),
  ended: z.string(),
  /** Somebody stopped it: what is here is what had been measured. */
  interrupted: z.boolean(),
  /** Of this project, `+` where files differed from it. */
  commit: z.string().optional(),
  machine: Machine,
  noise: z.strictObject({
    /** Load averages of 1, 5 and 15 minutes before the begin. */
    load_average: z.tuple([z.number(), z.number(), z.number()]),
    /** Cores that others kept busy in the second before the begin. */
    busy_cores: z.number().optional(),
  }),
  method: z.strictObject({
    connections: z.array(z.int().min(1)),
    rounds: z.int().min(1),
    /** Of each timed window. */
    seconds: z.number(),
    warmup: z.number(),
    /** Backend on one core, loader on others; each round says what it got. */
    pin: z.boolean(),
    load: z.enum(LOADS),
    /** Messages per second offered, all connections together; 0: as many as there will be. */
    rate: z.number(),
    /** Of a message. */
    bytes: z.int(),
    loader: z.enum(['c', 'node']),
    /** The loader was on another machine, at the other end of this way. */
    remote: z
      .strictObject({
        /** Of a TCP exchange of a few bytes. */
        round_trip_ms: z.strictObject({ median: z.number(), min: z.number(), exchanges: z.int() }),
        /** That machine's clock less this one's; latencies are by its clock alone. */
        clock_offset_ms: z.strictObject({ offset: z.number(), uncertainty: z.number() }),
        machine: z.strictObject({
          cpu: z.string().optional(),
          cores: z.int(),
          kernel: z.string(),
          compiler: z.string(),
        }),
      })
      .optional(),
  }),
  lanes: z.array(
    z.strictObject({
      id: z.string(),
      label: z.string(),
      language: z.string(),
      /** SHA-256 of the program's sources and the loader's. */
      sources: z.string(),
      cells: z.array(Cell),
    }),
  ),
  /** Lanes that this machine cannot run, each with a sentence. */
  not_run: z.array(z.strictObject({ id: z.string(), label: z.string(), why: z.string() })),
})

export type BenchResult = z.output<typeof BenchResult>
export type Cell = z.output<typeof Cell>
export type Load = (typeof LOADS)[number]
