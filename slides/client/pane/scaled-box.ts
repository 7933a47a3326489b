/**
 * Undoes reveal's scaling inside a pane. xterm and uPlot divide screen pixels by their own unscaled ones and miss the
 * cell under the mouse in a scaled slide; so the pane's body is as many real pixels large as it covers on the screen.
 */

/** The slide that everything is designed for, in slide pixels. */
const SLIDE = { width: 1280, height: 720 }
/** A slide pixel on a telephone: what is 20 of them high can still be read from a hand's distance. */
const LEAST = 0.6

export interface Box {
  /** Real pixels. */
  readonly width: number
  readonly height: number
  /** Real pixels per slide pixel. */
  readonly px: number
}

/** Fits the body into its host, whose box is in slide pixels, and tells its style what a slide pixel is. */
export function scaleBox(host: HTMLElement, body: HTMLElement, scale: number): Box {
  const box = { width: host.clientWidth * scale, height: host.clientHeight * scale, px: scale }
  return applyBox(body, box, `scale(${1 / scale})`)
}

/** The same for a host that covers the window, above all slides, where nothing is scaled. */
export function fillWindow(body: HTMLElement): Box {
  const { innerWidth: width, innerHeight: height } = window
  const px = Math.max(LEAST, Math.min(width / SLIDE.width, height / SLIDE.height))
  return applyBox(body, { width, height, px }, 'none')
}

function applyBox(body: HTMLElement, box: Box, transform: string): Box {
  body.style.width = `${box.width}px`
  body.style.height = `${box.height}px`
  body.style.transform = transform
  body.style.setProperty('--px', `${box.px}px`)
  return box
}
