/** How terminals share a box: columns and the largest font at which every one shows all its columns and rows. */
import type { TerminalSize } from '../source/source.ts'

export interface LayoutRequest {
  /** Pixels of the box, and how many of them make one pixel of the slide. */
  readonly width: number
  readonly height: number
  readonly px: number
  readonly count: number
  readonly size: TerminalSize
  readonly font: FontMetrics
  /** Slide pixels. */
  readonly largestFont: number
  /** The reader's wish, 1 as computed. */
  readonly zoom: number
}

/** Width and height of a cell for a font size of 1. */
export interface FontMetrics {
  readonly advance: number
  readonly height: number
}

export interface TerminalLayout {
  readonly columns: number
  /** Pixels. */
  readonly fontSize: number
  /** Pixels that the terminals need of the box's height. */
  readonly height: number
}

/** Slide pixels: what a cell needs besides its rows. */
export const HEADER = 34
export const PADDING = 6
export const GAP = 10

export function layTerminals(request: LayoutRequest): TerminalLayout {
  const usual = usualColumns(request.count)
  const choices = Array.from({ length: request.count }, (_, index) => index + 1)
    .map((columns) => ({ columns, fontSize: fittingFont(request, columns) }))
    .toSorted((a, b) => Math.abs(a.columns - usual) - Math.abs(b.columns - usual))
  // Another grid than the usual one must be worth it: eyes find a terminal where it stood on the last slide.
  const best = choices.reduce((best, choice) => (choice.fontSize > best.fontSize * 1.2 ? choice : best))
  const fontSize = best.fontSize * request.zoom
  return { columns: best.columns, fontSize, height: neededHeight(request, best) }
}

function usualColumns(count: number): number {
  if (count <= 2) return count
  return count <= 4 ? 2 : 3
}

function fittingFont({ width, height, px, count, size, font, largestFont }: LayoutRequest, columns: number): number {
  const rows = Math.ceil(count / columns)
  const cellWidth = (width - (columns - 1) * GAP * px) / columns - (2 * PADDING + SCROLLBAR) * px
  const cellHeight = (height - (rows - 1) * GAP * px) / rows - (HEADER + 2 * PADDING) * px
  const fitting = Math.min(cellWidth / (size.cols * font.advance), cellHeight / (size.rows * font.height))
  // xterm rounds a row up to whole pixels: one pixel a row is kept for it.
  return Math.max(SMALLEST, Math.min(largestFont * px, fitting - 1 / font.height))
}

function neededHeight({ px, count, size, font }: LayoutRequest, grid: { columns: number; fontSize: number }): number {
  const rows = Math.ceil(count / grid.columns)
  const cell = size.rows * Math.ceil(font.height * grid.fontSize) + (HEADER + 2 * PADDING) * px
  return Math.ceil(rows * cell + (rows - 1) * GAP * px)
}

/** Slide pixels beside the columns. */
const SCROLLBAR = 4
/** Pixels; xterm draws nothing sensible below. */
const SMALLEST = 6
