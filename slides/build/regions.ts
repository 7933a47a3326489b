/** Regions of a program: what stands between the comments `region: name` and `endregion`. */
import { list } from './deck-error.ts'

/** The region's text without the marks, moved to the left edge. Throws a RangeError, a sentence without the file. */
export function findRegion(text: string, name: string): string {
  const open: string[] = []
  const known = new Set<string>()
  const lines: string[] = []
  let closed = false
  for (const line of text.split('\n')) {
    const begins = BEGIN.exec(line)?.[1]
    if (begins !== undefined) {
      if (known.has(begins)) throw new RangeError(`region ${begins} is there twice`)
      known.add(begins)
      open.push(begins)
    } else if (END.test(line)) {
      if (open.pop() === name) closed = true
    } else if (open.includes(name)) lines.push(line)
  }
  if (!known.has(name)) throw new RangeError(`expected a region ${name}, there is ${list(known)}`)
  if (!closed) throw new RangeError(`expected an endregion after region ${name}`)
  const region = dedent(lines)
  if (region === '') throw new RangeError(`region ${name} is empty`)
  return region
}

const COMMENT = String.raw`^\s*(?:#|//|/\*|%+|--|;+|<!--)\s*`
const BEGIN = new RegExp(`${COMMENT}region:\\s*([\\w-]+)`, 'u')
const END = new RegExp(`${COMMENT}endregion\\b`, 'u')

function dedent(lines: readonly string[]): string {
  const margins = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/u.exec(line)?.[0].length ?? 0)
  const margin = Math.min(...margins)
  return (
    lines
      .map((line) => line.slice(margin).trimEnd())
      .join('\n')
      .replaceAll(/^\n+|\n+$/gu, '')
      // Two empty lines between functions are one too many for a slide.
      .replaceAll(/\n{3,}/gu, '\n\n')
  )
}
