/** `npm run bench:harness`: how far the harness of `npm run bench` can be believed. */
import { randomUUID } from 'node:crypto'
import os from 'node:os'
import { Command } from 'commander'
import { measureRound } from '../../demos/lib/load/measure-round.ts'
import { metricsOf, type Metric } from '../../demos/lib/load/metrics.ts'
import { median } from '../../demos/lib/load/statistics.ts'
import type { Command as Program } from '../../demos/lib/programs.ts'
import { ProcessTree, serverTag, TAG } from '../processes.ts'
import { startSampler } from '../sampler.ts'
import { measureBare, measureBoth } from './harness/bare-program.ts'
import { formatDifference, measurePairs, type PairedDifference } from './harness/pairs.ts'
import { C_ECHO, commandOf, LOADER } from './harness/programs.ts'
import { runWatched } from './harness/watched-run.ts'
import { otherWork } from './other-work.ts'

const options = new Command('npm run bench:harness --')
  .description('A/A, the bare program, the sampler, a window, the ceiling of the loader.')
  .option('--pairs <number>', 'pairs of rounds of each comparison', Number, 7)
  .option('--seconds <number>', 'length of a window', Number, 1)
  .option('--connections <number>', 'connections', Number, 200)
  .option('--only <names>', 'of: aa, bare, sampler, window, ceiling; with commas', 'aa,bare,sampler,window,ceiling')
  .parse()
  .opts<{ pairs: number; seconds: number; connections: number; only: string }>()

const PARTS: Readonly<Record<string, () => Promise<void>>> = { aa, bare, sampler, window: watched, ceiling }
/** What both of a pair are compared by. */
const COMPARED: readonly Metric[] = ['messages_per_s', 'cpu_us', 'p50_us']
/** Of them and of a run's: what has a target; the rest is shown. */
const JUDGED: readonly string[] = ['messages_per_s', 'messages/s', 'CPU per message']
const EACH = 'user+system µs per message'
const SAME_RUN = 'of one and the same run, user+system µs per message'
/** Cores. */
const BUSY = 0.2
/** Messages a second that the loader of 2016 carried from one core, of 64 bytes, when it was run again on two cores. */
const CEILING_2016 = 130_000

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const loader = await commandOf(LOADER)
let missed = 0

const busy = await otherWork()
say(`${os.cpus()[0]?.model}, ${os.availableParallelism()} cores, Node ${process.version}.`)
if (busy > BUSY) say(`  (Other work keeps ${busy.toFixed(1)} cores busy: what follows measures that too.)`)
for (const name of options.only.split(',')) {
  const part = PARTS[name]
  if (!part) throw new Error(`Expected some of ${Object.keys(PARTS).join(', ')}, got «${name}».`)
  await part()
}
say(missed === 0 ? 'Every target is met.' : `${missed} of the targets are missed.`)
process.exitCode = missed === 0 ? 0 : 1

/** The same backend against itself: what is left is noise, and the interval should hold 0. */
async function aa(): Promise<void> {
  const backend = await commandOf('echo/selector.py')
  say('A/A: selector against selector')
  report(
    await measurePairs(
      options.pairs,
      () => round(backend),
      () => round(backend),
    ),
    5,
  )
}

/** The harness reads /proc at two moments; the kernel tells the parent of a program that ends. They must agree. */
async function bare(): Promise<void> {
  for (const name of ['selector.py', 'thread.py', 'asyncio.py', 'asyncio_proto.py', 'cpp_epoll.cpp']) {
    const backend = await commandOf(`echo/${name}`)
    say(`${name}: the harness against the bare program (wait4, less its start)`)
    const { connections } = options
    // Longer windows: of the bare program its warm-up and its end are in it.
    const seconds = options.seconds * 3
    report(
      await measurePairs(
        Math.min(options.pairs, 5),
        async () => ({ [EACH]: await measureBare({ backend, loader, connections, seconds }) }),
        async () => ({ [EACH]: (await round(backend, { seconds })).cpu_us ?? Number.NaN }),
      ),
      5,
      [EACH],
    )
    const values: number[] = []
    for (let time = 0; time < Math.min(options.pairs, 5); time++) {
      const { harness, life } = await measureBoth({ backend, loader, connections, seconds })
      values.push(((harness - life) / life) * 100)
    }
    report([{ name: SAME_RUN, values }], 5, [SAME_RUN])
  }
}

/** The sampler of the demo server looks at the backend's processes four times a second. */
async function sampler(): Promise<void> {
  const backend = await commandOf('echo/thread.py')
  say('thread: without the sampler against with it')
  report(
    await measurePairs(
      options.pairs,
      () => round(backend),
      () => sampled(backend),
    ),
    5,
  )
}

async function sampled(backend: Program): Promise<Record<string, number>> {
  const tag = `${serverTag()}.harness.${randomUUID().slice(0, 8)}`
  const looking = startSampler(ProcessTree.before(tag), () => undefined)
  try {
    return await round(backend, { environment: { [TAG]: tag } })
  } finally {
    looking.stop()
  }
}

/** Whoever watches a run in a browser must not slow it down. */
async function watched(): Promise<void> {
  say('selector in the demo server: nobody watching against three windows watching')
  const pairs = Math.min(options.pairs, 3)
  report(
    await measurePairs(
      pairs,
      () => runWatched('selector', options.connections, 0),
      () => runWatched('selector', options.connections, 3),
    ),
    5,
  )
}

async function ceiling(): Promise<void> {
  const backend = await commandOf(C_ECHO)
  const rounds: Record<string, number>[] = []
  for (let time = 0; time < options.pairs; time++) rounds.push(await round(backend))
  const of = (metric: string): number => median(rounds.map((figures) => figures[metric] ?? Number.NaN))
  const isMet = of('messages_per_s') >= CEILING_2016
  if (!isMet) missed++
  say('The loader on one core against a C echo on another')
  say(
    `  ${isMet ? 'ok ' : 'NO '}${Math.round(of('messages_per_s'))} messages/s (n = ${rounds.length}) · target ≥ ${CEILING_2016}` +
      ` · loader ${of('loader_share').toFixed(0)} % of its core, backend ${of('backend_share').toFixed(0)} %`,
  )
}

async function round(
  backend: Program,
  { seconds = options.seconds, environment = {} }: { seconds?: number; environment?: NodeJS.ProcessEnv } = {},
): Promise<Record<string, number>> {
  const { connections } = options
  const metrics = metricsOf(
    await measureRound({
      backend,
      loader,
      connections,
      pin: true,
      warmup: 0.3,
      seconds,
      signal: new AbortController().signal,
      environment,
    }),
  )
  const wanted = [...COMPARED, 'loader_share', 'backend_share'] as const
  return Object.fromEntries(wanted.flatMap((name) => (metrics[name] === undefined ? [] : [[name, metrics[name]]])))
}

function report(differences: readonly PairedDifference[], reach: number, judged = JUDGED): void {
  for (const difference of differences) {
    const { line, isMet } = formatDifference(difference, judged.includes(difference.name) ? reach : undefined)
    if (!isMet) missed++
    say(line)
  }
}
