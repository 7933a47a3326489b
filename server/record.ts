/** `npm run record`: runs demos over their recorded grids and writes `public/recordings/`. */
import { cp, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { Command } from 'commander'
import type { Demo } from '../demos/define.ts'
import { ROOT } from './build-deck.ts'
import { CatalogueError, loadCatalogue, type CatalogueDemo } from './catalog.ts'
import { listKeptRuns, promoteRun, PromoteError, setToJoin } from './kept-runs.ts'
import { describeMachine, readCommit } from './machine.ts'
import { killOrphans } from './processes.ts'
import type { Params } from './protocol/messages.ts'
import { recordingPath } from './protocol/recordings.ts'
import { toRecording, writeRecording, type Sitting } from './recorder.ts'
import { findDemo, RequestError } from './request.ts'
import { Run, type RunLane } from './run.ts'
import { sentence } from './sentence.ts'
import { killOwn } from './server.ts'

const program = new Command('npm run record --')
  .description('Records demos, every lane with every combination of the recorded grid, as one set.')
  .argument('[id...]', 'demos (all unless given)')
  .option(
    '--param <name=value>',
    'only these values; they join the set that is there; may be repeated',
    collectParam,
    {},
  )
  .option('--partial', 'keep the recordings of a demo although some of its lanes failed')
  .option('--list', 'show the runs that the server kept')
  .option('--run <id>', 'make a kept run the recording of its demo and parameters')
  .parse()

const PUBLIC = path.join(ROOT, 'public')
const RUNS = path.join(ROOT, '.runs')

try {
  const { list, run, partial, param } = program.opts<{
    list?: true
    run?: string
    partial?: true
    param: Readonly<Record<string, string>>
  }>()
  process.exitCode = list
    ? await listRuns()
    : run === undefined
      ? await record(program.args, { isPartial: partial === true, only: param })
      : await promote(run)
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
async function record(ids: readonly string[], choice: Choice): Promise<number> {
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
  for (const demo of demos) {
    const outcome = await recordDemo(demo, sitting, choice)
    if (outcome === 'stopped') return INTERRUPTED
    if (outcome === 'partial') status = 1
  }
  return status
}

/** `whole`: every lane that has its runtime here; `partial`: some lane failed; `stopped`: somebody pressed Ctrl-C. */
type Outcome = 'whole' | 'partial' | 'stopped'

/** 128 + SIGINT, as a shell says. */
const INTERRUPTED = 130

interface Choice {
  readonly isPartial: boolean
  /** Values that a combination must have to be recorded. */
  readonly only: Readonly<Record<string, string>>
}

/** A demo's recordings are of one set: the new ones take the place of all old ones, or none does; chosen ones join. */
async function recordDemo(demo: CatalogueDemo, sitting: Sitting, { isPartial, only }: Choice): Promise<Outcome> {
  const target = path.join(PUBLIC, 'recordings', demo.id)
  const aside = path.join(PUBLIC, 'recordings', `.${demo.id}.part`)
  await rm(aside, { recursive: true, force: true })
  const isChosen = (params: Params): boolean =>
    Object.entries(only).every(([name, value]) => String(params[name]) === value)
  const chosen = combinations(demo.manifest).filter(isChosen)
  if (chosen.length === 0)
    throw new PromoteError(`${demo.id} has no recorded combination with ${JSON.stringify(only)}: see its manifest.`)
  const present =
    chosen.length < combinations(demo.manifest).length ? await setToJoin(target, demo.id, sitting.machine) : undefined
  if (present !== undefined) await cp(target, aside, { recursive: true })

  let outcome: Outcome = 'whole'
  for (const params of chosen) {
    const one = await recordRun(demo, params, aside, { ...sitting, ...(present !== undefined && { set: present }) })
    if (one !== 'whole') outcome = one
    if (one === 'stopped') break
  }
  if (outcome === 'stopped' || (outcome === 'partial' && !isPartial)) {
    say(`${demo.id}: not recorded; the recordings that were there stay.`)
    await rm(aside, { recursive: true, force: true })
    return outcome
  }
  await rm(target, { recursive: true, force: true })
  await rename(aside, target)
  say(`${demo.id}: ${(await readdir(target)).length} recordings.`)
  return outcome
}

async function recordRun(demo: CatalogueDemo, params: Params, dir: string, sitting: Sitting): Promise<Outcome> {
  // What is there from before would stay where a lane fails now.
  for (const lane of demo.lanes)
    await rm(path.join(dir, path.basename(recordingPath(demo.id, lane.id, params))), { force: true })
  const run = new Run({ demo, lanes: demo.lanes, params })
  const stop = (): void => run.stop()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  await run.execute()
  process.off('SIGINT', stop).off('SIGTERM', stop)
  const shown = Object.entries(params).map(([name, value]) => `${name}=${value}`)
  if (run.stopped) return 'stopped'
  let outcomeOfAll: Outcome = 'whole'
  for (const lane of run.lanes) {
    const { outcome } = lane
    const name = [`${demo.id}/${lane.lane.id}`, ...shown].join(' ')
    if (outcome?.problem?.code === 'missing-runtime') say(`${name}: not recorded. ${sentence(outcome.problem)}`)
    else if (outcome?.exit === 0 && outcome.problem === undefined) {
      const file = path.basename(recordingPath(demo.id, lane.lane.id, params))
      await writeRecording(path.join(dir, file), await toRecording(run, lane, sitting))
      say(`${name}: recorded.`)
    } else {
      const why = outcome?.problem ? sentence(outcome.problem) : `Ended with ${outcome?.exit ?? 'no exit'}.`
      say(`${name}: failed. ${why} ${lastLine(lane)}`)
      outcomeOfAll = 'partial'
    }
  }
  return outcomeOfAll
}

/** The last thing that the program said: its own sentence on what was wrong. */
function lastLine({ log }: RunLane): string {
  const output = log.events().flatMap(([, code, data]) => (code === 'o' ? [data] : []))
  return (
    output
      .join('')
      .trim()
      .split(/[\r\n]+/)
      .at(-1) ?? ''
  )
}

/** Every combination of the grids' values, and what the manifest wants besides. */
function combinations({ params, alsoRecorded }: Demo): Params[] {
  const grid = params.reduce<Params[]>(
    (before, { name, grid }) => before.flatMap((rest) => grid.map((value) => ({ ...rest, [name]: value }))),
    [{}],
  )
  return [...grid, ...alsoRecorded]
}

function collectParam(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const [name = '', value = ''] = text.split('=')
  return { ...before, [name]: value }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
