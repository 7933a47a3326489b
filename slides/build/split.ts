/** A section's Markdown file → its slides. Knows fences, so that code may hold any of the marks. */
import { DeckError } from './deck-error.ts'

export interface SlideSource {
  /** The section's file, relative to the repository. */
  readonly file: string
  readonly id: string | undefined
  readonly classes: readonly string[]
  /** Id or heading, for messages. */
  readonly name: string
  /** Markdown, without the heading's `{…}` and without the notes. */
  readonly body: string
  readonly notes: string
}

/** `---` begins the next horizontal slide, `--` the next one below it: a list of stacks of slides. */
export function splitSection(file: string, text: string): SlideSource[][] {
  const stacks: string[][][] = [[[]]]
  for (const { line, inFence } of markFences(text)) {
    if (!inFence && line.trimEnd() === '---') stacks.push([[]])
    else if (!inFence && line.trimEnd() === '--') stacks.at(-1)?.push([])
    else stacks.at(-1)?.at(-1)?.push(line)
  }
  return stacks.map((stack) => stack.map((lines) => readSlide(file, lines.join('\n'))))
}

function readSlide(file: string, text: string): SlideSource {
  const body: string[] = []
  const notes: string[] = []
  let heading: Heading | undefined
  let target = body
  for (const { line, inFence } of markFences(text)) {
    const note = inFence ? null : /^Note:\s*(.*)$/u.exec(line)
    if (note && target === body) {
      target = notes
      notes.push(note[1] ?? '')
    } else if (heading === undefined && !inFence && target === body && /^#{1,6}\s/u.test(line)) {
      heading = readHeading(line)
      body.push(heading.line)
    } else target.push(line)
  }
  if (heading === undefined)
    throw new DeckError({ file }, `expected every slide to have a heading, got one that begins «${opening(text)}»`)
  const { id, classes } = heading
  const name = id ?? heading.line.replace(/^#+\s*/u, '')
  return { file, id, classes, name, body: body.join('\n').trim(), notes: notes.join('\n').trim() }
}

interface Heading {
  readonly line: string
  readonly id: string | undefined
  readonly classes: readonly string[]
}

/** `## Text {#id .class}`; doubled braces are a number, not this. */
function readHeading(line: string): Heading {
  const found = /^(?<text>.*?)\s*\{(?<marks>(?:[#.][\w-]+\s*)+)\}\s*$/u.exec(line)?.groups
  const marks = found?.['marks']?.trim().split(/\s+/u) ?? []
  return {
    line: found?.['text'] ?? line,
    id: marks.find((mark) => mark.startsWith('#'))?.slice(1),
    classes: marks.filter((mark) => mark.startsWith('.')).map((mark) => mark.slice(1)),
  }
}

function* markFences(text: string): Generator<{ line: string; inFence: boolean }> {
  let fence: string | undefined
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(?<mark>`{3,}|~{3,})(?<rest>.*)$/u.exec(line)?.groups
    const opens = fence === undefined && mark !== undefined
    const closes = fence !== undefined && mark?.['rest']?.trim() === '' && mark['mark']?.startsWith(fence) === true
    if (opens) fence = mark['mark']
    yield { line, inFence: fence !== undefined }
    if (closes) fence = undefined
  }
}

function opening(text: string): string {
  return text.trim().slice(0, 40) || 'with nothing'
}
