/** The colour of each lane: the same one on every slide, in every chart, pane and figure. */

/**
 * After Okabe and Ito's colour-blind-safe palette, darkened or lightened so that each keeps 3:1 on white and on the
 * dark theme's background: one value serves both. Red against green never decides anything.
 */
const LANE_COLORS: Readonly<Record<string, string>> = {
  'python-threads': '#d55e00',
  'python-asyncio': '#0072b2',
  'python-processes': '#7a7f87',
  'python-generators': '#00916a',
  'c-pthreads': '#b8589a',
  node: '#a97f00',
}

/** For lanes without a colour of their own, in the order of a demo's lanes. */
const SPARE_COLORS = ['#2f8fb8', '#8a6bd1', '#b5651d', '#4d8c2f', '#c9566b', '#5c7fa3', '#96862c', '#0f8f8f']

/** A CSS colour that a canvas takes too. `index` is the lane's place among the demo's lanes. */
export function laneColor(laneId: string, index: number): string {
  return LANE_COLORS[laneId] ?? SPARE_COLORS[index % SPARE_COLORS.length] ?? '#7a7f87'
}
