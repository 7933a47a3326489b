/** What a client asks to run, checked against the catalogue. */
import type { Catalogue, CatalogueDemo, CatalogueLane } from './catalog.ts'
import type { Problem } from './protocol/events.ts'
import type { Params } from './protocol/messages.ts'

export interface RunRequest {
  readonly demo: CatalogueDemo
  readonly lanes: readonly CatalogueLane[]
  readonly params: Params
}

/** Lanes: none means all. Parameters that are not given have their default. Throws a RequestError. */
export function checkRequest(
  catalogue: Catalogue,
  asked: {
    readonly demo: string
    readonly lanes: readonly string[]
    readonly params: Readonly<Record<string, unknown>>
  },
): RunRequest {
  const demo = findDemo(catalogue, asked.demo)
  const known = demo.lanes.map(({ id }) => id)
  const lanes = [...new Set(asked.lanes)].map((id) => {
    const lane = demo.lanes.find((one) => one.id === id)
    if (!lane) throw new RequestError({ code: 'unknown-lane', lane: id, known })
    return lane
  })
  return { demo, lanes: lanes.length > 0 ? lanes : demo.lanes, params: checkParams(demo, asked.params) }
}

export function findDemo(catalogue: Catalogue, id: string): CatalogueDemo {
  const demo = catalogue.get(id)
  if (!demo) throw new RequestError({ code: 'unknown-demo', demo: id, known: [...catalogue.keys()] })
  return demo
}

export class RequestError extends Error {
  override readonly name = 'RequestError'
  constructor(readonly problem: Problem) {
    super(problem.code)
  }
}

function checkParams({ manifest }: CatalogueDemo, asked: Readonly<Record<string, unknown>>): Params {
  const known = manifest.params.map(({ name }) => name)
  const stranger = Object.keys(asked).find((name) => !known.includes(name))
  if (stranger !== undefined) throw new RequestError({ code: 'unknown-param', param: stranger, known })
  const params: Record<string, number> = {}
  for (const { name, min, max, default: usual } of manifest.params) {
    const given = Object.hasOwn(asked, name) ? asked[name] : usual
    const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
      throw new RequestError({
        code: 'bad-param',
        param: name,
        value: String(given).slice(0, 100),
        min,
        max,
      })
    params[name] = value
  }
  return params
}
