/** `npm run bench`: the table of the talk, measured on this machine. */
import { randomUUID } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { openRemoteLoader, type RemoteLoader } from '../../demos/lib/load/remote-loader.ts'
import type { Command } from '../../demos/lib/programs.ts'
import { describeMachine, readCommit } from '../machine.ts'
import { killOrphans, serverTag, TAG } from '../processes.ts'
import { noiseWarning, readNoise } from './noise.ts'
import { parseOptions, RATES, type Options } from './options.ts'
import { expectedSeconds, planSteps } from './plan.ts'
import { loaderKind, prepareBench, UnknownLaneError } from './prepare-bench.ts'
import { clockText, Progress } from './progress.ts'
import { BenchResult } from './result-schema.ts'
import { runBench } from './run-bench.ts'
import { formatTables } from './table.ts'

/** Bad usage: an unknown option or backend. */
const USAGE = 2
/** 128 + SIGINT, as a shell says. */
const INTERRUPTED = 130
const AGAIN_MS = 1500

const stop = new AbortController()
let asked = Number.NaN
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    // One Ctrl-C comes more than once, from the terminal and from the tools above. Later it means: at once; what runs is killed.
    if (performance.now() - asked > AGAIN_MS) process.exit(INTERRUPTED)
    if (!stop.signal.aborted) asked = performance.now()
    stop.abort(new Error('interrupted'))
  })

try {
  process.exitCode = await main(parseOptions(process.argv.slice(2)))
} catch (error) {
  process.exitCode = fail(error)
}

async function main(options: Options): Promise<number> {
  const progress = new Progress(process.stderr)
  killOrphans()
  const { lanes, notRun, loader } = await prepareBench(options.lane)
  for (const { id, why } of notRun) progress.say(`${id} is not run: ${why}`)
  if (loader === undefined) return 1
  const bench = { options, progress, lanes, notRun }
  if (options.loader === undefined) return measure({ ...bench, loader, signal: stop.signal })

  const { signal } = stop
  const { loader: target, backendHost } = options
  progress.say(`Connecting to ${target}…`)
  let remote: RemoteLoader
  try {
    remote = await openRemoteLoader(target, { signal, ...(backendHost !== undefined && { backendHost }) })
  } catch (error) {
    if (signal.aborted) return INTERRUPTED
    throw error
  }
  try {
    const { median } = remote.roundTripMs
    progress.say(`The loader is on ${target}: ${remote.machine.cores} cores, ${median.toFixed(2)} ms there and back.`)
    return await measure({ ...bench, loader: remote.command, remote, signal })
  } finally {
    await remote.close()
  }
}

interface Bench extends Omit<Awaited<ReturnType<typeof prepareBench>>, 'loader'> {
  readonly options: Options
  readonly progress: Progress
  readonly loader: Command
  readonly remote?: RemoteLoader
  readonly signal: AbortSignal
}

async function measure({ options, progress, lanes, notRun, loader, remote, signal }: Bench): Promise<number> {
  const { connections, seconds, rounds, warmup, pin, load, json } = options
  const method = {
    connections: [...connections],
    rounds,
    seconds,
    warmup,
    pin,
    load,
    rate: RATES[load],
    bytes: 64,
    loader: remote ? ('c' as const) : loaderKind(loader),
    ...(remote && {
      remote: {
        round_trip_ms: remote.roundTripMs,
        clock_offset_ms: remote.clockOffsetMs,
        machine: remote.machine,
      },
    }),
  }
  const steps = planSteps(
    lanes.map(({ id }) => id),
    connections,
    rounds,
  )
  const expected = steps.reduce((sum, step) => sum + expectedSeconds(step, method), 0)
  progress.say(
    `${lanes.length} backends at ${connections.join(', ')} connections, ${rounds} rounds of ${seconds} s: about ${clockText(expected)} min.`,
  )
  if (method.loader === 'node')
    progress.say(
      'The loader is the one in Node, there is no C compiler: it is the sooner saturated (sudo apt install gcc libc6-dev).',
    )

  const began = new Date().toISOString()
  const noise = await readNoise(signal).catch(() => undefined)
  if (noise === undefined) return INTERRUPTED
  const warning = noiseWarning(noise)
  if (warning !== undefined) progress.say(warning)
  const lost = new AbortController()
  void remote?.lost.then((loss) => {
    progress.say(loss.message)
    lost.abort(loss)
  })
  const measured = await runBench({
    lanes,
    loader,
    ...(remote && {
      place: {
        listen: { host: remote.listenHost },
        remote: { host: remote.backendHost, threads: remote.threads },
      },
    }),
    steps,
    method,
    // By this tag the next bench, or server, finds what a killed one has left.
    environment: { [TAG]: `${serverTag()}.bench.${randomUUID().slice(0, 8)}` },
    progress,
    signal: AbortSignal.any([signal, lost.signal]),
  })
  const commit = await readCommit()
  const result: BenchResult = {
    format: 'threads-vs-coroutines/echo-bench',
    version: 1,
    began,
    ended: new Date().toISOString(),
    interrupted: signal.aborted || lost.signal.aborted,
    ...(commit !== undefined && { commit }),
    machine: await describeMachine(),
    noise,
    method,
    lanes: measured,
    not_run: notRun,
  }
  progress.say(result.interrupted ? 'Interrupted: what follows is what had been measured.' : 'Done.')
  process.stdout.write(formatTables(result))
  if (json !== undefined) await writeResult(json, result)
  if (signal.aborted) return INTERRUPTED
  if (lost.signal.aborted) return 1
  return measured.some(({ cells }) => cells.some(({ problem }) => problem !== undefined)) ? 1 : 0
}

/** Aside and renamed: nobody reads half a file. */
async function writeResult(file: string, result: BenchResult): Promise<void> {
  const aside = `${file}.${randomUUID()}`
  await mkdir(path.dirname(path.resolve(file)), { recursive: true })
  await writeFile(aside, `${JSON.stringify(BenchResult.parse(result), undefined, 1)}\n`)
  await rename(aside, file)
}

function fail(error: unknown): number {
  // Commander has said already what is wrong with the words; its help is no error.
  const { exitCode, code } = error as { exitCode?: number; code?: string }
  if (code?.startsWith('commander.')) return exitCode === 0 ? 0 : USAGE
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return error instanceof UnknownLaneError ? USAGE : 1
}
