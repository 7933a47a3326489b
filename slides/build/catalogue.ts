/** What the deck takes from the server's side: the demos, what they are called, and when a program has changed. */
import { register } from 'tsx/esm/api'
import { isProblem } from '../../demos/toolchains.ts'
import {
  hashSources,
  loadCatalogue as load,
  type Catalogue,
  type CatalogueDemo,
  type CatalogueLane,
} from '../../server/catalog.ts'
import { describeDemo } from '../../server/demo-info.ts'
import { prepareLane } from '../../server/prepare-lane.ts'
import type { DemoInfo } from '../../server/protocol/messages.ts'

export type { Catalogue, CatalogueDemo, CatalogueLane } from '../../server/catalog.ts'
export { checkRequest, RequestError } from '../../server/request.ts'
export { sentence } from '../../server/sentence.ts'

/** The demos below `dir`. Vite runs in plain Node, and manifests are TypeScript. */
export async function loadCatalogue(dir: string): Promise<Catalogue> {
  const unregister = register()
  try {
    return await load(dir)
  } finally {
    await unregister()
  }
}

/** As the index of its recordings tells it: whether a lane can run is not known to a reader of the static deck. */
export function demoInfo(demo: CatalogueDemo): DemoInfo {
  return describeDemo(demo, new Map())
}

/** SHA-256 as in a recording's header. Undefined where the runtime is missing that would tell the program's sources. */
export async function programHash(demo: CatalogueDemo, lane: CatalogueLane): Promise<string | undefined> {
  const program = await prepareLane(demo, lane)
  return isProblem(program) ? undefined : hashSources(program.sources)
}
