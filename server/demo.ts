/** `npm run demo`: the demos on the command line, with the deck's own runner. */
import { Command } from 'commander'
import { CatalogueError, loadCatalogue } from './catalog.ts'
import { describeDemos } from './demo-info.ts'
import { killOrphans } from './processes.ts'
import { printRun, writeTable } from './print-run.ts'
import { checkRequest, RequestError } from './request.ts'
import { Run } from './run.ts'
import { sentence } from './sentence.ts'
import { killOwn } from './server.ts'
import { streamRun } from './stream-run.ts'

/** Bad usage: an unknown demo, lane or parameter. */
const USAGE = 2
/** 128 + SIGINT, as a shell says. */
const INTERRUPTED = 130

const program = new Command('npm run -s demo --').description('Lists and runs the demos.').exitOverride()
program.command('list').description('the demos, their parameters and lanes').option('--json', 'as JSON').action(list)
program
  .command('run <id>')
  .description('run a demo')
  .option('--lane <ids>', 'lanes, with commas (all unless given)', collectList, [])
  .option('--param <name=value>', 'a parameter; may be repeated', collectParam, {})
  .option('--json', 'one event a line, then the summary')
  .action(run)

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = fail(error)
}

async function list({ json }: { json?: true }): Promise<void> {
  const demos = await describeDemos(await loadCatalogue())
  if (json) {
    const shown = demos.map(({ id, title, question, params, lanes }) => ({
      id,
      title,
      question,
      params: params.map(({ name, default: usual, grid }) => ({ name, default: usual, grid })),
      lanes: lanes.map(({ id, label, available, why }) => ({
        id,
        label,
        available,
        ...(why && { why: sentence(why) }),
      })),
    }))
    process.stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`)
    return
  }
  for (const { id, question, params, lanes } of demos) {
    process.stdout.write(`${id}: ${question}\n`)
    for (const { name, default: usual, grid } of params)
      process.stdout.write(`  ${name}=${usual} (${grid.join(', ')})\n`)
    for (const lane of lanes)
      process.stdout.write(`  ${lane.id}: ${lane.label}${lane.why ? ` — ${sentence(lane.why)}` : ''}\n`)
  }
}

async function run(id: string, options: { lane: string[]; param: Record<string, string>; json?: true }): Promise<void> {
  const request = checkRequest(await loadCatalogue(), { demo: id, lanes: options.lane, params: options.param })
  killOrphans()
  const run = new Run(request)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => run.stop())
  process.on('exit', killOwn)
  if (options.json) streamRun(run, process.stdout)
  else printRun(run, process.stdout)
  await run.execute()
  if (options.json) process.stdout.write(`${JSON.stringify({ summary: { lanes: summarize(run) } })}\n`)
  else writeTable(run, process.stdout)
  const failed = run.lanes.some(({ outcome }) => outcome?.exit !== 0 || outcome.problem !== undefined)
  process.exitCode = run.stopped ? INTERRUPTED : failed ? 1 : 0
}

function summarize(run: Run): Record<string, unknown> {
  const lanes = run.lanes.filter(({ outcome }) => outcome !== undefined)
  return Object.fromEntries(
    lanes.map(({ lane, outcome }) => [
      lane.id,
      {
        exit: outcome?.exit,
        result: outcome?.result ?? null,
        totals: outcome?.totals,
        ...(outcome?.problem && { problem: sentence(outcome.problem) }),
      },
    ]),
  )
}

function collectList(text: string, before: readonly string[]): string[] {
  return [...before, ...text.split(',').filter((id) => id !== '')]
}

function collectParam(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const equals = text.indexOf('=')
  return { ...before, [equals < 0 ? text : text.slice(0, equals)]: equals < 0 ? '' : text.slice(equals + 1) }
}

function fail(error: unknown): number {
  if (error instanceof RequestError || error instanceof CatalogueError) {
    process.stderr.write(`${error instanceof RequestError ? sentence(error.problem) : error.message}\n`)
    return error instanceof RequestError ? USAGE : 1
  }
  // Commander has said already what is wrong with the words; its help is no error.
  const { exitCode, code } = error as { exitCode?: number; code?: string }
  if (code?.startsWith('commander.')) return exitCode === 0 ? 0 : USAGE
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return 1
}
