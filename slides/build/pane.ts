/** The fence `pane <demo>` → the place where the deck puts a pane, with a poster in it. */
import type { CatalogueDemo } from './catalogue.ts'
import { laneColor } from '../theme/lane-colors.ts'
import { escapeAttribute, escapeText } from './html.ts'
import { lastScreen } from './poster.ts'
import { findTape, type Tape } from './recordings.ts'
import { checked, type Sources } from './references.ts'
import { drawSpans } from './spans.ts'

/** `body` holds lines `key: value`: lanes, params, slot. Throws a RangeError, a sentence without the place. */
export async function renderPane(demoId: string, body: string, { catalogue, shelves }: Sources): Promise<string> {
  const { lanes: asked, params: given, slot = demoId } = readKeys(body)
  const { demo, lanes, params } = checked(catalogue, demoId, asked, given)
  const shelf = shelves.get(demoId)
  const posters = await Promise.all(
    lanes.map((lane) => renderPoster(demo, lane.id, shelf && findTape(shelf, lane.id, params))),
  )
  return (
    `<div class="pane" data-demo="${demo.id}" data-slot="${escapeAttribute(slot)}"` +
    ` data-lanes="${lanes.map(({ id }) => id).join(',')}" data-params='${escapeText(JSON.stringify(params))}'` +
    ` role="group" aria-label="${escapeAttribute(demo.manifest.question)}">` +
    `<div class="poster">${posters.join('')}</div></div>`
  )
}

async function renderPoster(demo: CatalogueDemo, laneId: string, tape: Tape | undefined): Promise<string> {
  const index = demo.lanes.findIndex(({ id }) => id === laneId)
  const spans = tape && tape.spans.length > 0 ? drawSpans(tape.spans) : ''
  const screen = tape
    ? `<pre>${await lastScreen(tape.recording)}</pre>${spans}`
    : '<p>Записи нет: запустите у себя.</p>'
  return (
    `<figure data-lane="${laneId}" style="--lane:${laneColor(laneId, index)};--cols:${demo.manifest.terminal.cols}">` +
    `<figcaption>${escapeText(demo.lanes[index]?.label ?? laneId)}</figcaption>${screen}</figure>`
  )
}

interface Keys {
  readonly lanes: readonly string[]
  readonly params: Readonly<Record<string, string>>
  readonly slot?: string
}

function readKeys(body: string): Keys {
  const keys: { lanes: string[]; params: Record<string, string>; slot?: string } = { lanes: [], params: {} }
  for (const line of body.split('\n').filter((line) => line.trim() !== '')) {
    const [, key, value = ''] = /^\s*(\w+)\s*:\s*(.*?)\s*$/u.exec(line) ?? []
    if (key === 'lanes') keys.lanes = splitList(value)
    else if (key === 'params') keys.params = Object.fromEntries(splitList(value).map(readPair))
    else if (key === 'slot' && /^[\w-]+$/u.test(value)) keys.slot = value
    else throw new RangeError(`expected lines lanes: …, params: … or slot: …, got «${line.trim()}»`)
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
