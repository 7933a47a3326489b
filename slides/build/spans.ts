/** Who had the processor when: the spans of a recording as a drawing, one row a task. */
import { laneColor } from '../theme/lane-colors.ts'
import { escapeAttribute } from './html.ts'
import type { Tape } from './recordings.ts'
import { findReference, type Sources } from './references.ts'

/** The fence `spans demo/lane@params [seconds=0.3]`: the first seconds of them. Throws a RangeError. */
export function renderSpans(info: string, sources: Sources): string {
  const [, reference = '', seconds] = /^(\S+)(?:\s+seconds=([\d.]+))?$/u.exec(info) ?? []
  const { name, demo, lane, tape } = findReference(reference, sources)
  const index = demo.lanes.findIndex(({ id }) => id === lane)
  if (tape && tape.spans.length === 0) throw new RangeError(`${name}: expected spans, the recording has none`)
  const label = demo.lanes[index]?.label ?? lane
  const drawing = tape ? drawSpans(tape.spans, seconds === undefined ? undefined : Number(seconds)) : ''
  return (
    `<figure class="spans" data-source="${escapeAttribute(name)}" style="--lane:${laneColor(lane, index)}">` +
    `${drawing}<figcaption>${label}</figcaption></figure>`
  )
}

/** One path a task, in units of a thousandth of the width: a kilobyte for what would be hundreds of rectangles. */
export function drawSpans(spans: Tape['spans'], seconds?: number): string {
  const begin = Math.min(...spans.map(([, from]) => from))
  const end = seconds === undefined ? Math.max(...spans.map(([, , to]) => to)) : begin + seconds
  const place = (time: number): number => Math.round((Math.min(time, end) - begin) * (WIDTH / (end - begin)))
  const tasks = [...new Set(spans.map(([task]) => task))].toSorted((a, b) => Number(a) - Number(b))
  const rows = tasks.map((task, row) => {
    const own = spans.filter(([id, from]) => id === task && from < end)
    const marks = own.map(
      ([, from, to]) => `M${place(from)} ${row * ROW + ROW / 2}h${Math.max(1, place(to) - place(from))}`,
    )
    return `<path d="${marks.join('')}"/>`
  })
  return (
    `<svg viewBox="0 0 ${WIDTH} ${tasks.length * ROW}" preserveAspectRatio="none" aria-hidden="true"` +
    ` fill="none" stroke="var(--lane)" stroke-width="${ROW - GAP}">${rows.join('')}</svg>`
  )
}

const WIDTH = 1000
const ROW = 12
const GAP = 3
