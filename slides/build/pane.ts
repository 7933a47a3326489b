/** The fence `pane <demo>` → the place where the deck puts a pane, with a poster in it. */
import type { ChartSpec } from '../figures/results/spec.ts'
import type { CatalogueDemo } from './catalogue.ts'
import { renderStill, shortHash, type DeckFile, type RenderedChart } from './chart.ts'
import { list } from './deck-error.ts'
import type { Params } from '../../server/protocol/messages.ts'
import { laneColor } from '../theme/lane-colors.ts'
import { escapeAttribute, escapeText } from './html.ts'
import { lastScreen } from './poster.ts'
import { findTape, type Tape } from './recordings.ts'
import { checked, type Sources } from './references.ts'
import { drawSpans } from './spans.ts'

/**
 * `body` holds lines `key: value`: lanes, params, slot, and for a pane that is a table columns (`key` or `key=name`, the
 * first with bars), sort (`key` or `key up`) and `names: ids`. Throws a RangeError, a sentence without the place.
 */
export async function renderPane(demoId: string, body: string, sources: Sources): Promise<RenderedChart> {
  const { lanes: asked, params: given, slot = demoId, columns, sort, hasShortNames } = readKeys(body)
  const { demo, lanes, params } = checked(sources.catalogue, demoId, asked, given)
  refuseStrangers(
    demo,
    [...columns, ...sort].map((one) => one.split(/[= ]/u)[0] ?? ''),
  )
  const ids = lanes.map(({ id }) => id)
  const isTable = demo.manifest.view === 'table'
  if (!isTable && columns.length + sort.length > 0)
    throw new RangeError(`${demoId} is no table: it has no columns and no sort`)
  const poster = isTable
    ? await renderTablePoster(demo, { lanes: ids, params, hasShortNames }, columns, sources)
    : await renderPosters(demo, ids, params, sources)
  const attributes = [
    ` data-demo="${demo.id}" data-slot="${escapeAttribute(slot)}" data-lanes="${ids.join(',')}"`,
    ` data-params='${escapeText(JSON.stringify(params))}'`,
    columns.length > 0 ? ` data-columns="${escapeAttribute(columns.join(','))}"` : '',
    hasShortNames ? ' data-names="ids"' : '',
    sort.length > 0 ? ` data-sort="${escapeAttribute(sort.join(','))}"` : '',
    ` role="group" aria-label="${escapeAttribute(demo.manifest.question)}"`,
  ]
  const html =
    `<div class="pane"${attributes.join('')}>` +
    `<div class="poster${isTable ? ' poster-table' : ''}">${poster.html}</div></div>`
  return { html, demo: demoId, files: poster.files }
}

interface Poster {
  readonly html: string
  readonly files: readonly DeckFile[]
}

async function renderPosters(
  demo: CatalogueDemo,
  lanes: readonly string[],
  params: Params,
  { shelves }: Sources,
): Promise<Poster> {
  const shelf = shelves.get(demo.id)
  const posters = await Promise.all(
    lanes.map((lane) => renderPoster(demo, lane, shelf && findTape(shelf, lane, params))),
  )
  return { html: posters.map(({ html }) => html).join(''), files: posters.flatMap(({ files }) => files) }
}

/** The results of a table's recordings as a chart: a row for each lane, its first columns side by side. */
async function renderTablePoster(
  demo: CatalogueDemo,
  own: Pick<ChartSpec, 'lanes' | 'params' | 'hasShortNames'>,
  columns: readonly string[],
  sources: Sources,
): Promise<Poster> {
  const { lanes } = own
  const numbers = demo.manifest.result.filter(({ key, digits }) => digits !== undefined && !/_(?:low|high)$/u.test(key))
  const chosen = columns.length > 0 ? columns : numbers.map(({ key }) => key)
  const panels = chosen
    .map((column) => column.split('=') as [string, string?])
    .filter(([key]) => numbers.some((field) => field.key === key))
    .slice(0, POSTER_COLUMNS)
    .map(([key, title]) => ({
      keys: [key],
      shape: 'value' as const,
      isLog: false,
      isSparse: false,
      ...(title !== undefined && { title: withUnit(title, numbers.find((field) => field.key === key)?.unit) }),
    }))
  const height = Math.max(200, Math.min(560, 70 + lanes.length * 40), 60 + lanes.length * 21)
  const spec: ChartSpec = { ...own, kind: 'rows', demo: demo.id, panels, bars: [{ params: {} }], width: 1184, height }
  // A pane may be new: it can be run before it was recorded.
  const { html, file } = await renderStill(spec, { ...sources, allowMissing: true })
  return { html, files: [file] }
}

/** More would be too narrow to read. */
const POSTER_COLUMNS = 4

function withUnit(title: string, unit: string | undefined): string {
  return unit === undefined ? title : `${title}, ${unit}`
}

function refuseStrangers(demo: CatalogueDemo, keys: readonly string[]): void {
  const known = demo.manifest.result.map(({ key }) => key)
  const stranger = keys.find((key) => !known.includes(key))
  if (stranger !== undefined)
    throw new RangeError(`columns: expected keys of the result, there are ${list(known)}, got «${stranger}»`)
}

async function renderPoster(demo: CatalogueDemo, laneId: string, tape: Tape | undefined): Promise<Poster> {
  const index = demo.lanes.findIndex(({ id }) => id === laneId)
  const color = laneColor(laneId, index)
  const spans = tape && tape.spans.length > 0 ? spansPicture(tape.spans, color) : undefined
  // The last screen above it says the same in words.
  const picture = spans ? `<img vite-ignore src="./${spans.name}" alt="" loading="lazy">` : ''
  const screen = tape
    ? `<pre>${await lastScreen(tape.recording)}</pre>${picture}`
    : '<p>Записи нет: запустите у себя.</p>'
  const html =
    `<figure data-lane="${laneId}" style="--lane:${color};--cols:${demo.manifest.terminal.cols}">` +
    `<figcaption>${escapeText(demo.lanes[index]?.label ?? laneId)}</figcaption>${screen}</figure>`
  return { html, files: spans ? [spans] : [] }
}

/** Its thousands of marks are no part of the page, on whose way to the first slide every byte is. */
function spansPicture(spans: Tape['spans'], color: string): DeckFile {
  const text = drawSpans(spans)
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace('var(--lane)', color)
  return { name: `assets/spans-${shortHash(text)}.svg`, type: 'image/svg+xml', text }
}

interface Keys {
  readonly lanes: readonly string[]
  readonly params: Readonly<Record<string, string>>
  readonly slot?: string
  readonly columns: readonly string[]
  readonly sort: readonly string[]
  readonly hasShortNames: boolean
}

function readKeys(body: string): Keys {
  const keys: { -readonly [Key in keyof Keys]: Keys[Key] } = {
    lanes: [],
    params: {},
    columns: [],
    sort: [],
    hasShortNames: false,
  }
  for (const line of body.split('\n').filter((line) => line.trim() !== '')) {
    const [, key, value = ''] = /^\s*(\w+)\s*:\s*(.*?)\s*$/u.exec(line) ?? []
    if (key === 'lanes') keys.lanes = splitList(value)
    else if (key === 'params') keys.params = Object.fromEntries(splitList(value).map(readPair))
    else if (key === 'names' && value === 'ids') keys.hasShortNames = true
    else if (key === 'columns') keys.columns = splitList(value)
    else if (key === 'sort' && /^\w+(?: up)?$/u.test(value)) keys.sort = [value]
    else if (key === 'slot' && /^[\w-]+$/u.test(value)) keys.slot = value
    else
      throw new RangeError(
        `expected lines lanes: …, params: …, slot: …, columns: …, names: ids or sort: …, got «${line.trim()}»`,
      )
  }
  return keys
}

function readPair(pair: string): [string, string] {
  const [name = '', value] = pair.split('=').map((part) => part.trim())
  if (value === undefined) throw new RangeError(`params: expected name=value, got «${pair}»`)
  return [name, value]
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}
