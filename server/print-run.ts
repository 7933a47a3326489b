/** A run for people: what the programs print, then their results side by side. */
import type { Result } from './protocol/events.ts'
import type { Run, RunLane } from './run.ts'
import { sentence } from './sentence.ts'
import { followLog } from './stream-run.ts'

/** Lanes that run side by side have their id before each line; one alone at a time has a heading. */
export function printRun(run: Run, output: NodeJS.WritableStream): void {
  const together = run.request.demo.manifest.schedule === 'together' && run.lanes.length > 1
  for (const { lane, log } of run.lanes) {
    let line = ''
    if (!together) followLog(log, ([, code, data]) => code === 'o' && output.write(data))
    else
      followLog(log, ([, code, data]) => {
        if (code !== 'o') return
        const lines = (line + data).split(/\r*\n/)
        line = lines.pop() ?? ''
        for (const text of lines) output.write(`${lane.id}: ${text}\n`)
      })
  }
  const announced = new Set<RunLane>()
  run.subscribe(() => {
    for (const lane of run.lanes) {
      if (together || lane.state !== 'running' || announced.has(lane)) continue
      announced.add(lane)
      output.write(`\n── ${lane.lane.label}\n`)
    }
  })
}

/** Rows are what the manifest promises, columns are the lanes. */
export function writeTable(run: Run, output: NodeJS.WritableStream): void {
  const lanes = run.lanes.filter(({ outcome }) => outcome?.result !== undefined)
  const fields = run.request.demo.manifest.result
  const rows = [
    ['', ...lanes.map(({ lane }) => lane.id)],
    ...fields.map(({ key, label, unit, digits }) => [
      unit === undefined ? label : `${label}, ${unit}`,
      ...lanes.map(({ outcome }) => formatValue(outcome?.result?.[key], digits)),
    ]),
  ]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  output.write('\n')
  if (lanes.length > 0)
    for (const row of rows)
      output.write(
        `${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}\n`,
      )
  for (const { lane, outcome } of run.lanes) {
    if (outcome?.problem) output.write(`${lane.id}: ${sentence(outcome.problem)}\n`)
    else if (outcome && outcome.exit !== 0) output.write(`${lane.id}: ended with ${outcome.exit}.\n`)
  }
}

function formatValue(value: Result[string] | undefined, digits = 0): string {
  if (value === undefined || value === null) return '—'
  return typeof value === 'number' ? value.toFixed(digits) : String(value)
}
