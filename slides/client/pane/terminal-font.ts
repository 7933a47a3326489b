/** The terminals' font: loaded when the first pane is near, measured as xterm measures it. */
import type { FontMetrics } from './terminal-layout.ts'

export const TERMINAL_FONT = '"JetBrains Mono", ui-monospace, "DejaVu Sans Mono", monospace'

/** Resolves with the fallback's measures where the font cannot be had: a terminal in another font is still one. */
export function terminalFont(): Promise<FontMetrics> {
  measured ??= Promise.all([load('400'), load('700')]).then(measure)
  return measured
}

let measured: Promise<FontMetrics> | undefined

async function load(weight: string): Promise<void> {
  try {
    await document.fonts.load(`${weight} 20px "JetBrains Mono"`, 'W─Я')
  } catch (error) {
    console.warn(`JetBrains Mono ${weight} did not load:`, error)
  }
}

function measure(): FontMetrics {
  const context = document.createElement('canvas').getContext('2d')
  if (!context) throw new Error('Expected a 2D canvas to measure the font with, got none.')
  context.font = `${SIZE}px ${TERMINAL_FONT}`
  const { width, fontBoundingBoxAscent, fontBoundingBoxDescent } = context.measureText('W')
  return { advance: width / SIZE, height: (fontBoundingBoxAscent + fontBoundingBoxDescent) / SIZE }
}

/** Pixels: large enough that rounding does not matter. */
const SIZE = 200
