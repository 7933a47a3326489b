/** The backends that a bench measures and the loader that it measures them with. */
import path from 'node:path'
import { PROGRAMS, type Command } from '../../demos/lib/programs.ts'
import { hashSources, loadCatalogue } from '../catalog.ts'
import { prepareLane } from '../prepare-lane.ts'
import { sentence } from '../sentence.ts'
import type { BenchResult } from './result-schema.ts'

export interface BenchLane {
  readonly id: string
  readonly label: string
  readonly language: string
  readonly backend: Command
  readonly sources: string
}

export interface Prepared {
  readonly lanes: readonly BenchLane[]
  readonly notRun: BenchResult['not_run']
  /** Undefined where no lane can be run. */
  readonly loader: Command | undefined
}

/** The twelve of 2016, under the names they had. */
export const OF_2016: readonly string[] = [
  'selector',
  'thread',
  'asyncio',
  'asyncio_proto',
  'asyncio_sock',
  'uvloop',
  'uvloop_proto',
  'uvloop_sock',
  'gevent',
  'cpp_epoll',
  'cpp_poll',
  'cpp_th',
]

/** Throws an UnknownLaneError on a name that is none; `all` are all there are. */
export async function prepareBench(names: readonly string[]): Promise<Prepared> {
  const demo = (await loadCatalogue()).get('echo')
  if (!demo) throw new Error('There is no demo «echo».')
  const known = demo.lanes.map(({ id }) => id)
  const ids = names.includes('all') ? known : [...new Set(names)]
  const unknown = ids.find((id) => !known.includes(id))
  if (unknown !== undefined)
    throw new UnknownLaneError(`There is no backend «${unknown}». There are: ${known.join(', ')}.`)

  const lanes: BenchLane[] = []
  const notRun: BenchResult['not_run'] = []
  let loader: Command | undefined
  for (const id of ids) {
    const lane = demo.lanes.find((one) => one.id === id)
    if (!lane) continue
    const { label, language } = lane
    const prepared = await prepareLane(demo, lane)
    if ('code' in prepared) {
      notRun.push({ id, label, why: sentence(prepared) })
      continue
    }
    const commands = JSON.parse(prepared.env[PROGRAMS] ?? '{}') as { lane: Command; loader: Command }
    loader = commands.loader
    lanes.push({ id, label, language, backend: commands.lane, sources: await hashSources(prepared.sources) })
  }
  return { lanes, notRun, loader }
}

export class UnknownLaneError extends Error {
  override readonly name = 'UnknownLaneError'
}

/** For people: which loader it is. */
export function loaderKind(loader: Command): BenchResult['method']['loader'] {
  return loader.some((word) => path.extname(word) === '.mjs') ? 'node' : 'c'
}
