/** `demo/lane@name=value,…`: one recording, named in the text of a slide. */
import type { Params } from '../../server/protocol/messages.ts'
import { recordingPath } from '../../server/protocol/recordings.ts'
import { checkRequest, RequestError, sentence, type Catalogue, type CatalogueDemo } from './catalogue.ts'
import { list } from './deck-error.ts'
import { findTape, type Shelf, type Tape } from './recordings.ts'

export interface Sources {
  readonly catalogue: Catalogue
  readonly shelves: ReadonlyMap<string, Shelf>
  /** A recording that is not there is left out instead of being an error. */
  readonly allowMissing: boolean
}

export interface Reference {
  /** As given, with all parameters. */
  readonly name: string
  readonly demo: CatalogueDemo
  readonly lane: string
  readonly shelf: Shelf
  readonly url: string
  /** Absent only where a recording may be missing. */
  readonly tape: Tape | undefined
}

/** A parameter that is not named has the manifest's default. Throws a RangeError, a sentence without the place. */
export function findReference(reference: string, { catalogue, shelves, allowMissing }: Sources): Reference {
  const found = /^(?<demo>[\w-]+)\/(?<lane>[\w-]+)(?:@(?<params>.*))?$/u.exec(reference)?.groups
  const { demo: id, lane } = found ?? {}
  if (id === undefined || lane === undefined) throw new RangeError(`expected demo/lane@param=value, got «${reference}»`)
  const { demo, params } = checked(catalogue, id, [lane], readParams(reference, found?.['params']))
  const shelf = shelves.get(id)
  if (!shelf) throw new RangeError(`${reference}: the recordings of ${id} were not loaded`)
  const url = recordingPath(id, lane, params)
  const tape = findTape(shelf, lane, params)
  if (!tape && !allowMissing)
    throw new RangeError(`${reference}: expected ${url}, there is ${list(shelf.tapes.keys())}`)
  return { name: url.replace(/^recordings\/(?<name>.*)\.cast$/u, '$<name>'), demo, lane, shelf, url, tape }
}

/** A demo, lanes and parameters as the catalogue knows them. Throws a RangeError, a sentence without the place. */
export function checked(
  catalogue: Catalogue,
  demo: string,
  lanes: readonly string[],
  params: Params,
): ReturnType<typeof checkRequest> {
  try {
    return checkRequest(catalogue, { demo, lanes, params })
  } catch (error) {
    throw error instanceof RequestError ? new RangeError(sentence(error.problem)) : error
  }
}

function readParams(reference: string, text = ''): Params {
  const params: Record<string, string> = {}
  for (const pair of text.split(',').filter(Boolean)) {
    const [name, value] = pair.split('=')
    if (name === undefined || value === undefined)
      throw new RangeError(`${reference}: expected name=value, got «${pair}»`)
    params[name.trim()] = value.trim()
  }
  return params
}
