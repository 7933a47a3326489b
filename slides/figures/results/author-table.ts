/** `demos/echo/results-2016.json`: what the author measured, in points of today. */
import type { Params } from '../../../server/protocol/messages.ts'
import type { Before, DataPoint } from './data.ts'

export interface AuthorTable {
  readonly source: string
  readonly url: string
  readonly licence: string
  /** `2016-05`. */
  readonly date: string
  readonly machine: {
    readonly cpu: string
    readonly os: string
    readonly kernel: string
    readonly python: string
    readonly uvloop: string
  }
  readonly method: string
  readonly rows: readonly AuthorRow[]
}

/** Medians over the rounds; `µs` are CPU time of the backend for each message. */
export interface AuthorRow {
  readonly backend: string
  readonly connections: number
  readonly rounds: number
  readonly messages_per_s: number
  readonly messages_per_s_stdev: number
  readonly user_us: number
  readonly system_us: number
  readonly p50_us: number
  readonly p95_us: number
}

/** `params` are those of today's demo; the table has only connections, and every row of it is under full load. */
export function authorPoints({ date, machine, rows }: AuthorTable, params: Params): Before {
  return {
    date,
    machine: `${machine.cpu}, Python ${machine.python}`,
    points: rows.map(({ backend, connections, messages_per_s, user_us, system_us, p50_us, p95_us }): DataPoint => ({
      lane: backend,
      params: { ...params, connections },
      result: { messages_per_s, user_us, system_us, p50_us, p95_us },
      isLive: false,
    })),
  }
}
