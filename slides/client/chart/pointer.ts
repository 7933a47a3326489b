/** What is under the mouse or the finger: its exact value in words, its lane in front of the others. */
import { element, setText } from '../pane/element.ts'

/** Gives back what ends it. */
export function followPointer(host: HTMLElement, live: HTMLElement, svg: SVGSVGElement): () => void {
  const note = element('div', 'chart-fact', { role: 'status', hidden: '' })
  live.append(note)
  const move = (event: PointerEvent): void => {
    const found = nearest(svg, event)
    light(host, svg, found?.dataset['lane'])
    note.hidden = found?.dataset['fact'] === undefined
    if (!found || note.hidden) return
    setText(note, found.dataset['fact'] ?? '')
    place(note, live, event)
  }
  const leave = (): void => {
    note.hidden = true
    light(host, svg, undefined)
  }
  svg.addEventListener('pointermove', move)
  svg.addEventListener('pointerdown', move)
  svg.addEventListener('pointerleave', leave)
  return () => {
    svg.removeEventListener('pointermove', move)
    svg.removeEventListener('pointerdown', move)
    svg.removeEventListener('pointerleave', leave)
    note.remove()
  }
}

/** The mark or the name right under the pointer, else the nearest dot within reach. */
function nearest(svg: SVGSVGElement, { target, clientX, clientY }: PointerEvent): SVGElement | undefined {
  if (target instanceof SVGElement && target.matches('[data-fact], text[data-lane]')) return target
  let best: SVGElement | undefined
  let least = REACH ** 2
  for (const dot of svg.querySelectorAll<SVGElement>('.c-dot[data-fact]')) {
    const { left, width, top, height } = dot.getBoundingClientRect()
    const distance = (left + width / 2 - clientX) ** 2 + (top + height / 2 - clientY) ** 2
    if (distance < least) [best, least] = [dot, distance]
  }
  return best
}

function light(host: HTMLElement, svg: SVGSVGElement, lane: string | undefined): void {
  if (host.dataset['lit'] === lane) return
  if (lane === undefined) delete host.dataset['lit']
  else host.dataset['lit'] = lane
  for (const mark of svg.querySelectorAll<SVGElement>('[data-lane]'))
    mark.classList.toggle('c-lit', lane !== undefined && mark.dataset['lane'] === lane)
}

/** Beside the pointer, inside the chart. The slide is scaled: its own pixels are told by the box's. */
function place(note: HTMLElement, live: HTMLElement, { clientX, clientY }: PointerEvent): void {
  const box = live.getBoundingClientRect()
  const scale = box.width / live.offsetWidth
  const [x, y] = [(clientX - box.left) / scale, (clientY - box.top) / scale]
  const left = Math.max(0, Math.min(x + AWAY, live.offsetWidth - note.offsetWidth))
  const isBelow = y - note.offsetHeight - AWAY < 0
  note.style.left = `${left}px`
  note.style.top = `${isBelow ? y + AWAY : y - note.offsetHeight - AWAY}px`
}

/** Screen pixels. */
const REACH = 24
/** Slide pixels. */
const AWAY = 14
