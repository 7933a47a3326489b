/** How each lane looks: the same on every slide, in every chart, pane and figure. */

export interface LaneStyle {
  /** A CSS colour that a canvas takes too. */
  readonly color: string
  /** As SVG's `stroke-dasharray`; empty for a solid line. */
  readonly dash: string
  readonly marker: Marker
}

export type Marker = 'circle' | 'square' | 'diamond' | 'triangle' | 'wedge' | 'cross'

/**
 * After Okabe and Ito's colour-blind-safe palette, darkened or lightened so that each keeps 3:1 on white and on the
 * dark theme's background: one value serves both. A technique's family has a hue, its members differ by lightness, and
 * by dash and marker, so that a colour decides nothing alone.
 */
const FAMILIES: readonly Readonly<Record<string, string>>[] = [
  // Threads and processes: orange.
  {
    'python-threads': '#d55e00',
    thread: '#d55e00',
    thread_pool: '#a9652b',
    thread_ft: '#e0592f',
    thread_free: '#e0592f',
  },
  { 'python-processes': '#7a7f87', fork: '#7a7f87' },
  // One thread and the kernel's own list of who is ready: green.
  { 'python-generators': '#00916a', selector: '#00916a', poll: '#5c8f00', select: '#3f8f4d' },
  // asyncio: blue; its four cures of mmap have their own demo.
  {
    'python-asyncio': '#0072b2',
    asyncio: '#0072b2',
    asyncio_proto: '#3a8ddb',
    asyncio_sock: '#4f7fa8',
    asyncio_64k: '#2f8fb8',
    asyncio_proto_64k: '#5f7fe0',
  },
  // The same on libuv: violet.
  { uvloop: '#8a6bd1', uvloop_proto: '#6a5ae0', uvloop_sock: '#9d73a8' },
  // Green threads: teal.
  { gevent: '#0f8f8f', eventlet: '#3892a6' },
  // C++: pink.
  { 'c-pthreads': '#b8589a', cpp_th: '#b8589a', cpp_epoll: '#d0407e', cpp_poll: '#a8527d' },
  // Other loops in Python: red and brown.
  { twisted: '#c9566b', tornado: '#b04a5e', trio: '#9b5b52', curio: '#b5705f' },
  // JavaScript: mustard.
  { node: '#a97f00' },
]

/** For lanes without a colour of their own, in the order of a demo's lanes. */
const SPARE_COLORS = ['#2f8fb8', '#8a6bd1', '#b5651d', '#4d8c2f', '#c9566b', '#5c7fa3', '#96862c', '#0f8f8f']

const MARKERS: readonly Marker[] = ['circle', 'square', 'diamond', 'triangle', 'wedge', 'cross']
const DASHES = ['', '10 5', '3 4', '14 4 3 4']

/** By id: the colour, the number of the family, and the number in it, where lanes of one colour never meet. */
const KNOWN: ReadonlyMap<string, LaneStyle> = new Map(
  FAMILIES.flatMap((family, number) => {
    const colors = [...new Set(Object.values(family))]
    return Object.entries(family).map(([id, color]) => [id, styled(color, number, colors.indexOf(color))] as const)
  }),
)

/** A CSS colour that a canvas takes too. `index` is the lane's place among the demo's lanes. */
export function laneColor(laneId: string, index: number): string {
  return laneStyle(laneId, index).color
}

/** `index` as for laneColor. */
export function laneStyle(laneId: string, index: number): LaneStyle {
  const place = Math.max(0, index)
  return (
    KNOWN.get(laneId) ?? styled(SPARE_COLORS[place % SPARE_COLORS.length] ?? '#7a7f87', place, Math.floor(place / 2))
  )
}

function styled(color: string, family: number, member: number): LaneStyle {
  return {
    color,
    dash: DASHES[member % DASHES.length] ?? '',
    marker: MARKERS[(family + member) % MARKERS.length] ?? 'circle',
  }
}
