/** The pane's signs, drawn: fonts on other people's machines lack half of them. */

export type IconName = 'all' | 'terminals' | 'figure' | 'table' | 'maximize' | 'restore' | 'play' | 'pause'

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('class', 'pane-sign')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', PATHS[name])
  svg.append(path)
  return svg
}

const SVG = 'http://www.w3.org/2000/svg'

/** Strokes on a grid of 24. */
const PATHS: Readonly<Record<IconName, string>> = {
  all: 'M3 4h18v9H3zM3 17h8v3H3zM15 17h6v3h-6z',
  terminals: 'M3 4h18v16H3zM7 9l3 3-3 3M12.5 15.5H17',
  figure: 'M4 3v17h17M7 15l4-5 4 3 5-7',
  table: 'M3 4h18v16H3zM3 9.5h18M3 14.75h18M10 4v16',
  maximize: 'M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5',
  restore: 'M4 9h5V4M20 9h-5V4M4 15h5v5M20 15h-5v5',
  play: 'M7 4v16l13-8z',
  pause: 'M8 4v16M16 4v16',
}
