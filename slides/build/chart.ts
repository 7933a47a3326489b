/**
 * The fence `chart <demo> lines|rows|years` → a figure with a picture of the recordings, which the page draws anew and
 * keeps up with live runs. Its lines:
 *
 *     lanes: thread, selector            all of the demo unless given
 *     params: connections=100            those not named have the manifest's defaults
 *     x: connections                     of lines: the parameter along the axis
 *     panels: messages_per_s "title"; user_us+system_us "title" (user, system); log p50_us..p99_us
 *     bars: pinned=0 "без"; pinned=1     of rows: what the bars of one row differ in
 *     names: ids                         lanes are called by their ids
 *     sort: down                         or up: rows by the first panel
 *     from: 2016                         the author's table instead of recordings
 *     width: 1184, height: 480           slide pixels
 *
 * A panel is a value, a stack (`+`) or a range (`..`); `log` gives it a logarithmic axis, `some` lets a stack lack keys
 * that never occurred.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Params } from '../../server/protocol/messages.ts'
import type { AuthorTable } from '../figures/results/author-table.ts'
import { drawMarks } from '../figures/results/draw.ts'
import { gather } from '../figures/results/gather.ts'
import { makeScene } from '../figures/results/model.ts'
import { originText } from '../figures/results/origin.ts'
import type { BarSpec, ChartSpec, Panel } from '../figures/results/spec.ts'
import { laneStyle } from '../theme/lane-colors.ts'
import type { CatalogueDemo } from './catalogue.ts'
import { list } from './deck-error.ts'
import { escapeAttribute, escapeText } from './html.ts'
import { checked, type Sources } from './references.ts'

/** A file that the page loads when it needs it. */
export interface DeckFile {
  /** Relative to the deck's index.html. */
  readonly name: string
  readonly type: string
  readonly text: string
}

export interface RenderedChart {
  readonly html: string
  readonly demo: string
  readonly files: readonly DeckFile[]
}

/** Throws a RangeError, a sentence without the place. */
export async function renderChart(info: string, body: string, root: string, sources: Sources): Promise<RenderedChart> {
  const spec = readSpec(info, body, sources)
  const author = spec.kind === 'years' || spec.from === '2016' ? await readAuthorTable(root, spec.demo) : undefined
  const { html, file } = await renderStill(spec, sources, author)
  // Every byte of the page is on the way to the first slide.
  const text = JSON.stringify(spec)
  const own: DeckFile = { ...JSON_FILE, name: `assets/chart-${shortHash(text)}.json`, text }
  const files = [file, own, ...(author ? [{ ...JSON_FILE, name: AUTHOR_TABLE, text: JSON.stringify(author) }] : [])]
  return { html: `<figure class="chart" data-chart="${own.name}">${html}</figure>`, demo: spec.demo, files }
}

/** The picture of a chart and the line under it. Throws a RangeError where a chart of recordings would be empty. */
export async function renderStill(
  spec: ChartSpec,
  { shelves, allowMissing, catalogue }: Sources,
  author?: AuthorTable,
): Promise<{ readonly html: string; readonly file: DeckFile }> {
  const shelf = shelves.get(spec.demo)
  if (!shelf) throw new RangeError(`chart ${spec.demo}: its recordings were not loaded`)
  const data = gather(spec, shelf.index, undefined, author)
  const scene = makeScene(spec, data)
  if (scene.table.rows.length === 0 && !allowMissing)
    throw new RangeError(
      `chart ${spec.demo}: expected recordings with ${JSON.stringify(spec.params)}, there is ${list(shelf.tapes.keys())}`,
    )
  const lanes = catalogue.get(spec.demo)?.lanes ?? []
  const marks = drawMarks(scene, (lane) =>
    laneStyle(
      lane,
      lanes.findIndex(({ id }) => id === lane),
    ),
  )
  const { width, height } = spec
  const text =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">` +
    `<style>${await stillStyle()}</style><g class="c">${marks}</g></svg>`
  const name = `assets/chart-${shortHash(text)}.svg`
  // Vite would look for the file before it is there.
  const html =
    `<img vite-ignore src="./${name}" alt="${escapeAttribute(scene.summary)}" width="${width}" height="${height}" loading="lazy">` +
    `<figcaption>${escapeText(originText(spec, data, scene))}</figcaption>`
  return { html, file: { name, type: 'image/svg+xml', text } }
}

const JSON_FILE = { type: 'application/json' } as const

/** Where the page finds it. */
export const AUTHOR_TABLE = 'assets/results-2016.json'

function readSpec(info: string, body: string, { catalogue }: Sources): ChartSpec {
  const [, demoId = '', kind] = /^(\S+)\s+(lines|rows|years)$/u.exec(info) ?? []
  if (kind !== 'lines' && kind !== 'rows' && kind !== 'years')
    throw new RangeError(`expected chart <demo> lines, rows or years, got «chart ${info}»`)
  const keys = readLines(body)
  const { demo, lanes, params } = checked(catalogue, demoId, splitList(keys.get('lanes')), pairs(keys.get('params')))
  const x = keys.get('x')
  if ((kind === 'lines') !== (x !== undefined)) throw new RangeError('x: expected in a chart of lines, and only there')
  if (x !== undefined && !(x in params))
    throw new RangeError(`x: expected a parameter of ${demoId}, there is ${list(Object.keys(params))}, got «${x}»`)
  const panels = splitList(keys.get('panels'), ';').map((text) => readPanel(text, demo))
  if (panels.length === 0) throw new RangeError('panels: expected at least one')
  const bars = splitList(keys.get('bars'), ';').map((bar) =>
    readBar(bar, (given) => checked(catalogue, demoId, [], given).params),
  )
  const names = keys.get('names')
  if (names !== undefined && names !== 'ids') throw new RangeError(`names: expected ids, got «${names}»`)
  const sort = keys.get('sort')
  if (sort !== undefined && sort !== 'down' && sort !== 'up')
    throw new RangeError(`sort: expected down or up, got «${sort}»`)
  const from = keys.get('from')
  if (from !== undefined && from !== '2016') throw new RangeError(`from: expected 2016, got «${from}»`)
  const own = new Set([...(x === undefined ? [] : [x]), ...bars.flatMap(({ params }) => Object.keys(params))])
  return {
    kind,
    demo: demoId,
    ...(from !== undefined && { from }),
    lanes: lanes.map(({ id }) => id),
    params: Object.fromEntries(Object.entries(params).filter(([name]) => !own.has(name))),
    ...(x !== undefined && { x }),
    panels,
    bars: bars.length > 0 ? bars : [{ params: {} }],
    hasShortNames: names === 'ids',
    ...(sort !== undefined && { sort }),
    width: readSize(keys, 'width', WIDTH),
    height: readSize(keys, 'height', HEIGHT),
  }
}

const WIDTH = 1184
const HEIGHT = 500

const KEYS = ['lanes', 'params', 'x', 'panels', 'bars', 'sort', 'names', 'from', 'width', 'height']

function readLines(body: string): Map<string, string> {
  const keys = new Map<string, string>()
  for (const line of body.split('\n').filter((line) => line.trim() !== '')) {
    const [, key = '', value = ''] = /^\s*(\w+)\s*:\s*(.+?)\s*$/u.exec(line) ?? []
    if (!KEYS.includes(key))
      throw new RangeError(`expected lines ${KEYS.map((key) => `${key}: …`).join(', ')}, got «${line.trim()}»`)
    keys.set(key, value)
  }
  return keys
}

/** `log p50_us..p99_us "задержка, мкс" (p50, p99)`. */
function readPanel(text: string, demo: CatalogueDemo): Panel {
  const found =
    /^(?<marks>(?:(?:log|some)\s+)*)(?<keys>\w+(?:(?:\+|\.\.)\w+)*)(?:\s+"(?<title>[^"]+)")?(?:\s+\((?<parts>[^)]+)\))?$/u.exec(
      text,
    )
  const { marks = '', keys: expression = '', title, parts: names } = found?.groups ?? {}
  const isRange = expression.includes('..')
  const keys = expression.split(isRange ? '..' : '+')
  const known = demo.manifest.result.map(({ key }) => key)
  const stranger = keys.find((key) => !known.includes(key))
  if (!found || (isRange && expression.includes('+')))
    throw new RangeError(`panels: expected key, a+b or a..b, with «log», «some», "title" and (parts), got «${text}»`)
  if (stranger !== undefined)
    throw new RangeError(`panels: expected a key of the result, there are ${list(known)}, got «${stranger}»`)
  const parts = names === undefined ? undefined : splitList(names)
  if (parts && parts.length !== keys.length)
    throw new RangeError(`panels: expected ${keys.length} parts, got «${names}»`)
  return {
    keys,
    shape: isRange ? 'range' : keys.length > 1 ? 'stack' : 'value',
    isLog: /\blog\b/u.test(marks),
    isSparse: /\bsome\b/u.test(marks),
    ...(title !== undefined && { title }),
    ...(parts !== undefined && { parts }),
  }
}

function readSize(keys: ReadonlyMap<string, string>, key: string, usual: number): number {
  const value = Number(keys.get(key) ?? usual)
  if (!Number.isInteger(value) || value < 100 || value > 1280)
    throw new RangeError(`${key}: expected pixels from 100 to 1280, got «${keys.get(key)}»`)
  return value
}

function pairs(text: string | undefined): Record<string, string> {
  return Object.fromEntries(
    splitList(text).map((pair) => {
      const [name = '', value] = pair.split('=').map((part) => part.trim())
      if (value === undefined) throw new RangeError(`expected name=value, got «${pair}»`)
      return [name, value]
    }),
  )
}

/** `rate=1000 "1000 в секунду"`; of the checked parameters it keeps those that are given. */
function readBar(text: string, check: (given: Params) => Params): BarSpec {
  const [, given = '', name] = /^([^"]+?)(?:\s+"([^"]+)")?$/u.exec(text) ?? []
  const own = pairs(given)
  const params = Object.fromEntries(Object.entries(check(own)).filter(([key]) => key in own))
  return { params, ...(name !== undefined && { name }) }
}

function splitList(text = '', separator = ','): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean)
}

async function readAuthorTable(root: string, demo: string): Promise<AuthorTable> {
  const file = `demos/${demo}/results-2016.json`
  try {
    return JSON.parse(await readFile(path.join(root, file), 'utf8')) as AuthorTable
  } catch (error) {
    throw new RangeError(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Names a file by what is in it. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}

let style: Promise<string> | undefined

/** The marks' rules with the light theme's tokens: a picture sees nothing of the page. */
function stillStyle(): Promise<string> {
  style ??= Promise.all(['tokens.css', 'chart-marks.css'].map((name) => readFile(path.join(THEME, name), 'utf8'))).then(
    ([tokens = '', marks = '']) => {
      const light = /:root \{([^}]*)\}/u.exec(tokens)?.[1] ?? ''
      const used = light
        .split(';')
        .filter((line) => /--(?:bg|ink[\w-]*|line[\w-]*|live|chart-[\w-]+|font-text)\s*:/u.test(line))
      return compact(`svg{${used.join(';')}}${marks}`)
    },
  )
  return style
}

const THEME = path.join(import.meta.dirname, '../theme')

function compact(css: string): string {
  return css
    .replaceAll(/\/\*[\s\S]*?\*\//gu, '')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/ ?([{};:,]) ?/gu, '$1')
    .trim()
}
