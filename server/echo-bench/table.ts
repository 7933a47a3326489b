/** The table at the end: for each number of connections a row per backend, the fastest first. */
import type { Estimate } from '../../demos/lib/load/statistics.ts'
import type { BenchResult, Cell } from './result-schema.ts'

export function formatTables(result: BenchResult): string {
  const sizes = [...new Set(result.lanes.flatMap(({ cells }) => cells.map(({ connections }) => connections)))]
  return sizes.map((size) => formatTable(result, size)).join('\n')
}

function formatTable({ lanes, method }: BenchResult, size: number): string {
  const rows = lanes
    .flatMap(({ id, cells }) => cells.filter(({ connections }) => connections === size).map((cell) => ({ id, cell })))
    .toSorted((a, b) => rate(b.cell) - rate(a.cell))
  const best = Math.max(...rows.map(({ cell }) => rate(cell)))
  const table = [HEAD, ...rows.map(({ id, cell }) => formatRow(id, cell, best))]
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)))
  const lines = table.map((row) =>
    row
      .map((text, column) => (LEFT.has(column) ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  return `\n${size} connections, ${method.load} load\n${lines.join('\n')}\n`
}

const HEAD = [
  'backend',
  'messages/s',
  '95 % interval',
  'of best',
  'CPU µs',
  'user µs',
  'system µs',
  'switches',
  'p50 µs',
  'p99 µs',
  'fair p5…p95',
  'CPU %',
  'loader %',
  '',
]
/** Columns of words: the backend, and what is to be said of it. */
const LEFT = new Set([0, HEAD.length - 1])

function formatRow(id: string, { summary, problem, rounds: all }: Cell, best: number): string[] {
  if (!summary) return [id, ...HEAD.slice(2).map(() => '—'), problem ?? 'not measured']
  const { metrics, rounds, limited_by: by, limit } = summary
  const perSecond = metrics.messages_per_s
  const notes = [
    by === 'loader' && 'the loader was saturated',
    limit !== undefined && `${show(metrics.connections, 0)} connections: ${limit}`,
    (metrics.others_cores?.median ?? 0) > NOISY && `other programs kept ${show(metrics.others_cores, 1)} cores busy`,
    all.some(({ unanswered }) => unanswered !== undefined) && 'too slow to answer the last messages within ten seconds',
    problem !== undefined && `${rounds} rounds, then: ${problem}`,
  ]
  return [
    id,
    show(perSecond, 0),
    perSecond?.low === undefined || perSecond.high === undefined
      ? '—'
      : `${perSecond.low.toFixed(0)}…${perSecond.high.toFixed(0)}`,
    perSecond ? (perSecond.median / best).toFixed(2) : '—',
    show(metrics.cpu_us, 1),
    show(metrics.user_us, 1),
    show(metrics.system_us, 1),
    show(metrics.switches, 3),
    show(metrics.p50_us, 0),
    show(metrics.p99_us, 0),
    `${show(metrics.fair_p5, 0)}…${show(metrics.fair_p95, 0)}`,
    show(metrics.backend_share, 0),
    show(metrics.loader_share, 0),
    notes.filter((note) => note !== false).join('; '),
  ]
}

/** Cores. */
const NOISY = 0.2

function show(value: Pick<Estimate, 'median'> | undefined, digits: number): string {
  return value === undefined ? '—' : value.median.toFixed(digits)
}

function rate({ summary }: Cell): number {
  return summary?.metrics.messages_per_s?.median ?? 0
}
