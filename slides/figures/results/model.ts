/** A chart's data → its scene. */
import type { ChartData } from './data.ts'
import { linesScene } from './lines.ts'
import { rowsScene } from './rows.ts'
import type { Scene } from './scene.ts'
import type { ChartSpec } from './spec.ts'
import { yearsScene } from './years.ts'

/** Throws a RangeError where the chart cannot hold so much. What was not measured is not in the scene. */
export function makeScene(spec: ChartSpec, data: ChartData): Scene {
  return SCENES[spec.kind](spec, data)
}

const SCENES = { lines: linesScene, rows: rowsScene, years: yearsScene } as const
