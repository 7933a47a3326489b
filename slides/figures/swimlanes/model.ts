/** Who had the processor when: spans as rows of tasks, and how much of each pixel of time they fill. */

/** A task had the processor `from` … `to`, seconds since its lane began. */
export type TaskSpan = readonly [task: string | number, from: number, to: number]

export interface TaskRow {
  readonly task: string
  /** In the order of time; they do not overlap where the task is one thread. */
  readonly spans: readonly TaskSpan[]
  /** Seconds with the processor, and seconds without it between the first span and the last. */
  readonly run: number
  readonly wait: number
}

export interface LaneRows {
  readonly rows: readonly TaskRow[]
  readonly run: number
  readonly wait: number
  /** Times that the processor went from one task to another. */
  readonly switches: number
  /** Seconds, of the first span's begin and the last one's end. */
  readonly from: number
  readonly to: number
}

/** Tasks are rows in the order in which they first ran. */
export function laneRows(spans: readonly TaskSpan[]): LaneRows {
  const ordered = spans.toSorted(([, a], [, b]) => a - b)
  const byTask = new Map<string, TaskSpan[]>()
  for (const span of ordered) {
    const own = byTask.get(String(span[0]))
    if (own) own.push(span)
    else byTask.set(String(span[0]), [span])
  }
  const rows = [...byTask].map(([task, own]) => taskRow(task, own))
  return {
    rows,
    run: total(rows.map(({ run }) => run)),
    wait: total(rows.map(({ wait }) => wait)),
    switches: ordered.filter(([task], index) => index > 0 && task !== ordered[index - 1]?.[0]).length,
    from: ordered[0]?.[1] ?? 0,
    to: Math.max(0, ...rows.map(({ spans }) => lastEnd(spans))),
  }
}

/**
 * How much of each of `columns` equal pieces of the time from `from` to `to` the spans fill, 0 … 1: spans shorter than
 * a pixel are shown as what they are, a part of it.
 */
export function coverage(spans: readonly TaskSpan[], from: number, to: number, columns: number): Float32Array {
  const filled = new Float32Array(Math.max(0, columns))
  const perSecond = columns / (to - from)
  for (const [, begin, end] of spans) {
    const left = Math.max(0, (begin - from) * perSecond)
    const right = Math.min(columns, (end - from) * perSecond)
    for (let column = Math.floor(left); column < right; column++) {
      const part = Math.min(column + 1, right) - Math.max(column, left)
      filled[column] = Math.min(1, (filled[column] ?? 0) + part)
    }
  }
  return filled
}

/** The task that had the processor at a moment. */
export function taskAt({ rows }: LaneRows, seconds: number): string | undefined {
  return rows.find(({ spans }) => spans.some(([, from, to]) => from <= seconds && seconds < to))?.task
}

function taskRow(task: string, spans: readonly TaskSpan[]): TaskRow {
  const run = total(spans.map(([, from, to]) => to - from))
  const whole = lastEnd(spans) - (spans[0]?.[1] ?? 0)
  return { task, spans, run, wait: Math.max(0, whole - run) }
}

function lastEnd(spans: readonly TaskSpan[]): number {
  return spans.reduce((last, [, , to]) => Math.max(last, to), 0)
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
