/** `npm run record`: runs demos over their recorded grids and writes `public/recordings/`. */
import { readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { Command } from 'commander'
import type { Demo } from '../demos/define.ts'
import { ROOT } from './build-deck.ts'
import { CatalogueError, loadCatalogue, type CatalogueDemo } from './catalog.ts'
import { listKeptRuns, promoteRun, PromoteError } from './kept-runs.ts'
import { describeMachine, readCommit } from './machine.ts'
import { killOrphans } from './processes.ts'
import type { Params } from './protocol/messages.ts'
import { recordingPath } from './protocol/recordings.ts'
import { toRecording, writeRecording, type Sitting } from './recorder.ts'
import { findDemo, RequestError } from './request.ts'
import { Run } from './run.ts'
import { sentence } from './sentence.ts'
import { killOwn } from './server.ts'

const program = new Command('npm run record --')
  .description('Records demos, every lane with every combination of the recorded grid, as one set.')
  .argument('[id...]', 'demos (all unless given)')
  .option('--list', 'show the runs that the server kept')
  .option('--run <id>', 'make a kept run the recording of its demo and parameters')
  .parse()

const PUBLIC = path.join(ROOT, 'public')
const RUNS = path.join(ROOT, '.runs')

try {
  const { list, run } = program.opts<{ list?: true; run?: string }>()
  process.exitCode = list ? await listRuns() : run === undefined ? await record(program.args) : await promote(run)
} catch (error) {
  const isExpected = error instanceof RequestError || error instanceof CatalogueError || error instanceof PromoteError
  if (!isExpected) throw error
  process.stderr.write(`${error instanceof RequestError ? sentence(error.problem) : error.message}\n`)
  process.exitCode = error instanceof CatalogueError ? 1 : 2
}

async function listRuns(): Promise<number> {
  for (const { id, recordings } of await listKeptRuns(RUNS)) {
    const header = recordings[0]?.header
    if (header === undefined) continue
    const { timestamp, demo } = header
    const params = Object.entries(demo.params).map(([name, value]) => `${name}=${value}`)
    const lanes = recordings.map(({ header }) => header.demo.lane)
    say([id, new Date(timestamp * 1000).toISOString(), demo.id, ...params, lanes.join(',')].join('  '))
  }
  return 0
}

async function promote(id: string): Promise<number> {
  for (const file of await promoteRun(RUNS, id, PUBLIC, await loadCatalogue())) say(`${file}: written.`)
  return 0
}

/** Exit status: 1 where a lane failed; its demo keeps the recordings that it had. */
async function record(ids: readonly string[]): Promise<number> {
  const catalogue = await loadCatalogue()
  const demos = ids.length > 0 ? ids.map((id) => findDemo(catalogue, id)) : [...catalogue.values()]
  killOrphans()
  process.on('exit', killOwn)
  const commit = await readCommit()
  const sitting: Sitting = {
    set: new Date().toISOString().slice(0, 19).replaceAll(':', '-'),
    machine: await describeMachine(),
    ...(commit !== undefined && { commit }),
  }
  let status = 0
  for (const demo of demos) if (!(await recordDemo(demo, sitting))) status = 1
  return status
}

/** A demo's recordings are of one set: the new ones take the place of all old ones, or none does. */
async function recordDemo(demo: CatalogueDemo, sitting: Sitting): Promise<boolean> {
  const aside = path.join(PUBLIC, 'recordings', `.${demo.id}.part`)
  await rm(aside, { recursive: true, force: true })
  let whole = true
  for (const params of combinations(demo.manifest.params))
    whole = (await recordRun(demo, params, aside, sitting)) && whole
  if (!whole) {
    say(`${demo.id}: not recorded; the recordings that were there stay.`)
    await rm(aside, { recursive: true, force: true })
    return false
  }
  const target = path.join(PUBLIC, 'recordings', demo.id)
  await rm(target, { recursive: true, force: true })
  await rename(aside, target)
  say(`${demo.id}: ${(await readdir(target)).length} recordings.`)
  return true
}

async function recordRun(demo: CatalogueDemo, params: Params, dir: string, sitting: Sitting): Promise<boolean> {
  const run = new Run({ demo, lanes: demo.lanes, params })
  const stop = (): void => run.stop()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  await run.execute()
  process.off('SIGINT', stop).off('SIGTERM', stop)
  const shown = Object.entries(params).map(([name, value]) => `${name}=${value}`)
  let whole = !run.stopped
  for (const lane of run.lanes) {
    const { outcome } = lane
    const name = [`${demo.id}/${lane.lane.id}`, ...shown].join(' ')
    if (outcome?.problem?.code === 'missing-runtime') say(`${name}: not recorded. ${sentence(outcome.problem)}`)
    else if (outcome?.exit === 0 && outcome.problem === undefined) {
      const file = path.basename(recordingPath(demo.id, lane.lane.id, params))
      await writeRecording(path.join(dir, file), await toRecording(run, lane, sitting))
      say(`${name}: recorded.`)
    } else {
      say(
        `${name}: failed. ${outcome?.problem ? sentence(outcome.problem) : `Ended with ${outcome?.exit ?? 'no exit'}.`}`,
      )
      whole = false
    }
  }
  return whole
}

/** Every combination of the grids' values. */
function combinations(params: Demo['params']): Params[] {
  return params.reduce<Params[]>(
    (before, { name, grid }) => before.flatMap((rest) => grid.map((value) => ({ ...rest, [name]: value }))),
    [{}],
  )
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
