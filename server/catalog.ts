/** The catalogue: every demo and every lane, found from the folders of `demos/`. */
import { createHash } from 'node:crypto'
import { readFile, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ManifestError, type Demo } from '../demos/define.ts'
import { languageOf } from '../demos/toolchains.ts'

export interface CatalogueDemo {
  readonly id: string
  readonly dir: string
  readonly manifest: Demo
  readonly lanes: readonly CatalogueLane[]
}

export interface CatalogueLane {
  readonly id: string
  readonly label: string
  readonly language: string
  readonly file: string
}

export type Catalogue = ReadonlyMap<string, CatalogueDemo>

/** Reads all demos below `root`. Throws a CatalogueError with the file and the field of whatever is broken. */
export async function loadCatalogue(root = DEMOS): Promise<Catalogue> {
  const demos = new Map<string, CatalogueDemo>()
  for (const id of (await readdir(root)).toSorted()) {
    const dir = path.join(root, id)
    if (!(await isFile(path.join(dir, 'demo.ts')))) continue
    const manifest = await loadManifest(path.join(dir, 'demo.ts'))
    demos.set(id, { id, dir, manifest, lanes: await lanesOf(root, dir, manifest) })
  }
  return demos
}

/** Its own programs, or those of the demo that it names, in the order in which it names them. */
async function lanesOf(root: string, dir: string, { lanes }: Demo): Promise<readonly CatalogueLane[]> {
  if (!lanes) return findLanes(dir)
  const owner = path.join(root, lanes.of)
  const all = (await isFile(path.join(owner, 'demo.ts'))) ? await findLanes(owner) : []
  const chosen = lanes.only?.map((id) => all.find((lane) => lane.id === id)) ?? all
  const missing = lanes.only?.find((id) => !all.some((lane) => lane.id === id))
  if (all.length === 0 || missing !== undefined)
    throw new CatalogueError(
      path.join(dir, 'demo.ts'),
      `lanes: expected programs of ${lanes.of}, no ${missing ?? 'lane'} there`,
    )
  return chosen.filter((lane) => lane !== undefined)
}

/** SHA-256 of a program's sources, in the order given: the same for the same text wherever it lies. */
export async function hashSources(sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const source of sources)
    hash
      .update(path.basename(source))
      .update('\0')
      .update(await readFile(source))
      .update('\0')
  return hash.digest('hex')
}

export class CatalogueError extends Error {
  override readonly name = 'CatalogueError'
  constructor(file: string, why: string) {
    super(`${path.relative(process.cwd(), file)}: ${why}`)
  }
}

const DEMOS = path.join(import.meta.dirname, '../demos')

async function loadManifest(file: string): Promise<Demo> {
  try {
    const module = (await import(pathToFileURL(file).href)) as { default?: Demo }
    if (module.default === undefined) throw new ManifestError(['default: expected export default defineDemo({…})'])
    return module.default
  } catch (error) {
    throw new CatalogueError(file, error instanceof Error ? error.message : String(error))
  }
}

/** A lane says its label in its first lines: a language needs no registry, and a lane is one file. */
async function findLanes(dir: string): Promise<CatalogueLane[]> {
  const lanes: CatalogueLane[] = []
  for (const name of (await readdir(dir)).toSorted()) {
    const language = languageOf(name)
    const file = path.join(dir, name)
    if (language === undefined || name === 'demo.ts' || name.endsWith('.test.ts')) continue
    const head = (await readFile(file, 'utf8')).split('\n', 10)
    const label = head.map((line) => /\blane:\s*(.+?)\s*(?:\*\/|"""|-->)?\s*$/.exec(line)?.[1]).find(Boolean)
    if (label === undefined)
      throw new CatalogueError(file, 'lane: expected a comment «lane: <label>» in the first ten lines')
    lanes.push({ id: path.parse(name).name, label, language, file })
  }
  if (lanes.length === 0) throw new CatalogueError(dir, 'lanes: expected at least one program beside demo.ts')
  const twice = lanes.find(({ id }, index) => lanes.findIndex((lane) => lane.id === id) !== index)
  if (twice) throw new CatalogueError(twice.file, `lane: ${twice.id} is there twice, in two languages`)
  return lanes
}

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFile() ?? false
}
