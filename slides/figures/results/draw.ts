/** A scene → SVG, as a string: the same for a file of the build and for the page. */
import type { LaneStyle } from '../../theme/lane-colors.ts'
import { FONT, type Mark, type Scene } from './scene.ts'

/** What is inside the `<svg>`: each mark with its classes, colours as `--lane`; marks with a fact know it as `data-fact`. */
export function drawMarks({ marks }: Scene, styleOf: (lane: string) => LaneStyle): string {
  // What is written comes last, over every line.
  return [...marks]
    .toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind])
    .map((mark) => draw(mark, styleOf))
    .join('')
}

const ORDER = { rule: 0, bar: 1, trail: 2, dot: 3, text: 4 } as const

function draw(mark: Mark, styleOf: (lane: string) => LaneStyle): string {
  const lane = 'lane' in mark && mark.lane !== undefined && mark.lane !== '' ? mark.lane : undefined
  const style = lane === undefined ? undefined : styleOf(lane)
  const of = style && lane !== undefined ? ` data-lane="${escape(lane)}" style="--lane:${style.color}"` : ''
  switch (mark.kind) {
    case 'rule':
      return `<path class="c-${mark.role}"${of} d="M${n(mark.x1)} ${n(mark.y1)}L${n(mark.x2)} ${n(mark.y2)}"/>`
    case 'trail':
      return `<path class="c-trail"${of}${style?.dash ? ` stroke-dasharray="${style.dash}"` : ''} d="M${mark.points.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}"/>`
    case 'bar':
      return (
        `<rect class="c-bar ${mark.isPale ? 'c-pale' : 'c-part'}${mark.part % PARTS}${liveClass(mark)}"${of}${fact(mark.fact)}` +
        ` x="${n(mark.x)}" y="${n(mark.y)}" width="${n(Math.max(1, mark.width))}" height="${n(mark.height)}"/>`
      )
    case 'dot':
      return (
        `<path class="c-dot${mark.isHollow ? ' c-hollow' : ''}${liveClass(mark)}"${of}${fact(mark.fact)}` +
        ` d="${SHAPES[style?.marker ?? 'circle']}" transform="translate(${n(mark.x)} ${n(mark.y)})"/>`
      )
    case 'text':
      return (
        `<text class="c-${mark.role}${mark.weight === 700 ? ' c-bold' : ''}"${of} x="${n(mark.x)}" y="${n(mark.y + FONT * 0.35)}"` +
        `${mark.anchor === 'start' ? '' : ` text-anchor="${mark.anchor}"`}>${escape(mark.text)}</text>`
      )
    default:
      return mark satisfies never
  }
}

/** The looks of a stack's parts before they begin again. */
const PARTS = 2

/** Around 0 0, of about one area. */
const SHAPES: Readonly<Record<LaneStyle['marker'], string>> = {
  circle: 'M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z',
  square: 'M-5.5-5.5h11v11h-11z',
  diamond: 'M0-7.5L7.5 0L0 7.5L-7.5 0z',
  triangle: 'M0-7L7 5.5H-7z',
  wedge: 'M0 7L7-5.5H-7z',
  cross: 'M-7-2h5v-5h4v5h5v4h-5v5h-4v-5h-5z',
}

function liveClass({ isLive }: { readonly isLive: boolean }): string {
  return isLive ? ' c-live' : ''
}

function fact(text: string): string {
  return text === '' ? '' : ` data-fact="${escape(text)}"`
}

/** Tenths of a pixel are enough. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
