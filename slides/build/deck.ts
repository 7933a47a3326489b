/** The whole deck: sections, code, numbers and recordings → the HTML of the slides and the files beside it. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { DemoRecordings } from '../../server/protocol/recordings.ts'
import { MODE_NO_RECORDINGS, modeRecording } from '../client/labels.ts'
import { loadCatalogue } from './catalogue.ts'
import { renderChart, type DeckFile, type RenderedChart } from './chart.ts'
import { renderCode, renderShell } from './code.ts'
import { DeckError } from './deck-error.ts'
import { createHighlight, type Highlight } from './highlight.ts'
import { escapeAttribute, escapeText } from './html.ts'
import { renderMarkdown, type Block, type Inserts } from './markdown.ts'
import { measure } from './numbers.ts'
import { renderPane } from './pane.ts'
import { loadShelf, type Shelf } from './recordings.ts'
import type { Sources } from './references.ts'
import { renderSpans } from './spans.ts'
import { splitSection, type SlideSource } from './split.ts'

export interface DeckOptions {
  /** The repository: the deck reads `slides/sections`, `demos` and `public/recordings` below it. */
  readonly root: string
  /** A missing recording gives «—» instead of an error. */
  readonly allowMissing: boolean
}

export interface Deck {
  /** The `<section>`s. */
  readonly html: string
  /** `demos/<id>.json` of every demo the deck uses. */
  readonly demos: readonly DemoRecordings[]
  /** The pictures of the charts and what else they need. */
  readonly files: readonly DeckFile[]
  readonly warnings: readonly string[]
}

/** The sections of the repository. Throws a DeckError that names the file and the slide. */
export async function compileDeck(options: DeckOptions): Promise<Deck> {
  return compileSections(await readSections(options.root), options)
}

export interface Section {
  /** Relative to the repository. */
  readonly file: string
  readonly text: string
}

/** These sections over the repository's demos and recordings. Throws as compileDeck does. */
export async function compileSections(sections: readonly Section[], options: DeckOptions): Promise<Deck> {
  const { root, allowMissing } = options
  const catalogue = await loadCatalogue(path.join(root, 'demos'))
  const publicDir = path.join(root, 'public')
  const shelves = await Promise.all([...catalogue.values()].map((demo) => loadShelf(publicDir, demo)))
  const sources = { catalogue, shelves: new Map(shelves.map((shelf) => [shelf.demo.id, shelf])), allowMissing }
  const used = new Set<string>()
  const files = new Map<string, DeckFile>()
  const context = { root, sources, used, files, highlight: await highlighter() }

  const html: string[] = []
  const slides: SlideSource[] = []
  for (const { file, text } of sections) {
    const stacks = splitSection(file, text)
    slides.push(...stacks.flat())
    for (const stack of stacks) html.push(await renderStack(stack, context))
  }
  refuseTwice(slides)
  const kept = shelves.filter(({ demo }) => used.has(demo.id))
  return {
    html: html.join('\n').replaceAll(MODE, `data-mode="recording">${escapeText(modeText(kept))}<`),
    demos: kept.map(({ index }) => index),
    files: [...files.values()],
    warnings: kept.flatMap(({ warnings }) => warnings),
  }
}

/** The place for the deck's mode: recordings, until the page finds a server. */
const MODE = 'data-mode><'

/** The latest of the recordings that the deck shows. */
function modeText(shelves: readonly Shelf[]): string {
  const sets = shelves.flatMap(({ set }) => set ?? []).toSorted((a, b) => (a.date < b.date ? 1 : -1))
  return sets[0] ? modeRecording(sets[0].date, sets[0].machine) : MODE_NO_RECORDINGS
}

interface Context {
  readonly root: string
  readonly sources: Sources
  readonly highlight: Highlight
  /** The demos met so far. */
  readonly used: Set<string>
  /** By name. */
  readonly files: Map<string, DeckFile>
}

async function readSections(root: string): Promise<Section[]> {
  const dir = path.join(root, 'slides/sections')
  const names = (await readdir(dir)).filter((name) => name.endsWith('.md')).toSorted()
  return Promise.all(
    names.map(async (name) => ({
      file: `slides/sections/${name}`,
      text: await readFile(path.join(dir, name), 'utf8'),
    })),
  )
}

/** One slide alone, or reveal's nested sections. */
async function renderStack(stack: readonly SlideSource[], context: Context): Promise<string> {
  const slides = await Promise.all(stack.map((slide) => renderSlide(slide, context)))
  return slides.length === 1 ? slides.join('') : `<section>\n${slides.join('\n')}\n</section>`
}

async function renderSlide(slide: SlideSource, context: Context): Promise<string> {
  try {
    const inserts = insertsFor(context)
    const blocks = await renderMarkdown(slide.body, inserts)
    const notes = await renderMarkdown(slide.notes, inserts)
    return assemble(slide, blocks, notes)
  } catch (error) {
    if (error instanceof RangeError) throw new DeckError({ file: slide.file, slide: slide.name }, error.message)
    throw error
  }
}

function insertsFor({ root, sources, highlight, used, files }: Context): Inserts {
  const keep = ({ html, demo, files: own }: RenderedChart): string => {
    used.add(demo)
    for (const file of own) files.set(file.name, file)
    return html
  }
  return {
    number: (source) => {
      const measured = measure(source, sources)
      for (const demo of measured.demos) used.add(demo)
      return measured
    },
    fence: async (info, body) => {
      const [, kind = '', rest = ''] = /^(\S*)\s*(.*)$/u.exec(info) ?? []
      if (kind === 'code') return renderCode(rest, root, highlight)
      if (kind === 'sh') return renderShell(body, highlight)
      if (kind === 'spans') return renderSpans(rest, sources)
      if (kind === 'chart') return keep(await renderChart(rest, body, root, sources))
      if (kind === 'pane') return keep(await renderPane(rest, body, sources))
      throw new RangeError(`expected a fence code …, pane …, chart …, spans … or sh, got «${info}»`)
    },
  }
}

/** Heading, content and notes. A pane beside code has a column of its own; reveal needs the section's display. */
function assemble({ file, id, classes }: SlideSource, blocks: readonly Block[], notes: readonly Block[]): string {
  const heading = blocks.findIndex(({ kind }) => kind === 'heading')
  const content = blocks.filter((_, index) => index !== heading)
  const panes = content.filter(({ kind }) => kind === 'pane')
  const columns = classes.includes('code-pane') && panes.length > 0
  const rest = content.filter(({ kind }) => !columns || kind !== 'pane')
  const body = columns ? `<div class="column">\n${join(rest)}</div>\n${join(panes)}` : join(rest)
  const attributes = [
    id === undefined ? '' : ` id="${id}"`,
    classes.length === 0 ? '' : ` class="${escapeAttribute(classes.join(' '))}"`,
    ` data-section="${path.basename(file, '.md').replace(/^\d+-/u, '')}"`,
  ]
  return (
    `<section${attributes.join('')}>\n<div class="frame">\n${blocks[heading]?.html ?? ''}` +
    `<div class="body">\n${body}</div>\n</div>\n${notes.length === 0 ? '' : `<aside class="notes">\n${join(notes)}</aside>\n`}</section>`
  )
}

function join(blocks: readonly Block[]): string {
  return blocks.map(({ html }) => (html.endsWith('\n') ? html : `${html}\n`)).join('')
}

function refuseTwice(slides: readonly SlideSource[]): void {
  const seen = new Map<string, string>()
  for (const { file, id } of slides) {
    if (id === undefined) continue
    const before = seen.get(id)
    if (before !== undefined) throw new DeckError({ file, slide: id }, `the id ${id} is already in ${before}`)
    seen.set(id, file)
  }
}

let shared: Promise<Highlight> | undefined

/** One for the process: its grammars take longer to load than a deck to compile. */
function highlighter(): Promise<Highlight> {
  shared ??= createHighlight()
  return shared
}
