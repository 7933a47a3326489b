/** For tests: finds the lanes from the folders, runs programs, takes events out of what they print. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, parse } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Result, Sample, Span, Usage } from '../../server/protocol/events.ts'
import type { Demo } from '../define.ts'
import { isProblem, languageOf, prepare } from '../toolchains.ts'

export const DEMOS = fileURLToPath(new URL('..', import.meta.url))

export interface Lane {
  readonly demo: Demo
  readonly file: string
  /** `sleepers/node` */
  readonly name: string
  readonly text: string
}

/** All lanes of all demos. */
export async function findLanes(): Promise<readonly Lane[]> {
  const folders = readdirSync(DEMOS).filter((folder) => existsSync(join(DEMOS, folder, 'demo.ts')))
  return (await Promise.all(folders.map(lanesOf))).flat()
}

async function lanesOf(folder: string): Promise<readonly Lane[]> {
  const { default: demo } = (await import(join(DEMOS, folder, 'demo.ts'))) as { default: Demo }
  return readdirSync(join(DEMOS, folder)).flatMap((name) => {
    const file = join(DEMOS, folder, name)
    if (!languageOf(file)) return []
    const text = readFileSync(file, 'utf8')
    return /lane: \S/.test(text.slice(0, 200)) ? { demo, file, text, name: `${folder}/${parse(name).name}` } : []
  })
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Without the events. */
  readonly output: string
  readonly errors: string
  readonly events: readonly ProgramEvent[]
}

export interface ProgramEvent {
  readonly mark?: string
  readonly sample?: Sample
  readonly spans?: readonly Span[]
  readonly usage?: Usage
  readonly result?: Result
}

/** Prepares a program, runs it with events to its end; throws where it cannot be prepared. */
export async function runProgram(
  file: string,
  args: readonly (string | number)[],
  { env = {}, signal, before = [] }: { env?: NodeJS.ProcessEnv; signal?: AbortSignal; before?: readonly string[] } = {},
): Promise<Ended> {
  const program = await prepare(file)
  if (isProblem(program)) throw new Error(JSON.stringify(program))
  return runCommand([...before, ...program.command, ...args.map(String)], env, signal)
}

/** The signal's reason, such as 'SIGINT', is what is sent to the process, and to it alone. */
function runCommand(
  [command = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  stop: AbortSignal | undefined,
): Promise<Ended> {
  const child = spawn(command, args, {
    env: { ...process.env, DEMO_EVENTS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  stop?.addEventListener('abort', () => child.kill(stop.reason as NodeJS.Signals))
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, errors, ...parseEvents(output) }))
  })
}

// oxlint-disable-next-line no-control-regex -- this is what is looked for
const EVENT = /\u001b\]7337;([^\u0007]*)\u0007/g

function parseEvents(text: string): { output: string; events: readonly ProgramEvent[] } {
  const events = [...text.matchAll(EVENT)].map(([, json = '']) => JSON.parse(json) as ProgramEvent)
  return { output: text.replaceAll(EVENT, ''), events }
}

/** The one result among the events. */
export function resultOf({ events, errors }: Ended): Result {
  const [event, ...more] = events.filter(({ result }) => result)
  if (!event?.result || more.length > 0) throw new Error(`not one result; ${errors}`)
  return event.result
}
