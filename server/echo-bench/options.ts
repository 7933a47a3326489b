/** The command line of `npm run bench`. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { OF_2016 } from './prepare-bench.ts'
import { LOADS, type Load } from './result-schema.ts'

export interface Options {
  readonly lane: readonly string[]
  readonly connections: readonly number[]
  readonly seconds: number
  readonly rounds: number
  readonly warmup: number
  readonly pin: boolean
  readonly load: Load
  /** `user@host`, as ssh understands it: the loader is there. */
  readonly loader?: string
  readonly backendHost?: string
  readonly json?: string
}

/** Messages per second offered, all connections together. */
export const RATES: Readonly<Record<Load, number>> = { heavy: 0, moderate: 5000, low: 1000 }

/** Throws a CommanderError on words that it does not understand, having said so. */
export function parseOptions(argv: readonly string[]): Options {
  const program = new Command('npm run bench --')
    .description(
      'Measures the backends of the demo «echo», one after another in interleaved rounds.\n' +
        'Without options: the twelve of 2016 at 10, 100, 1000 and 10 000 connections, in at most ten minutes.',
    )
    .option('--lane <ids>', 'backends, with commas, or «all»', list, [...OF_2016])
    .option('--connections <numbers>', 'sizes, with commas', wholes, [...SIZES])
    .option('--seconds <number>', 'length of a timed window', positive, 1)
    .option('--rounds <number>', 'rounds of each backend at each size', whole, 5)
    .addOption(
      new Option('--pin <yes|no>', 'backend on one core, loader on others').choices(['yes', 'no']).default('yes'),
    )
    .addOption(
      new Option(
        '--load <load>',
        `heavy: each answer is followed by the next message at once; moderate and low: ${RATES.moderate} and ${RATES.low} messages/s, all connections together`,
      )
        .choices([...LOADS])
        .default('heavy'),
    )
    .option(
      '--quick',
      `in a minute: ${QUICK.connections.join()} connections, ${QUICK.rounds} rounds of ${QUICK.seconds} s`,
    )
    .option('--loader <user@host>', 'the loader on another machine, over your ssh: copied, compiled and ended there')
    .option('--backend-host <address>', 'with --loader: how that machine reaches this one, where ssh does not tell')
    .option('--json <file>', 'write all that was measured, as server/echo-bench/result-schema.ts describes it')
    .exitOverride()
    .parse([...argv], { from: 'user' })
  const given = program.opts<Omit<Options, 'pin' | 'warmup'> & { pin: 'yes' | 'no'; quick?: true }>()
  // What is said outright goes before what --quick means.
  const isUsual = (name: string): boolean => program.getOptionValueSource(name) === 'default'
  const { quick, ...options } = given
  const quickly = quick ? Object.entries(QUICK).filter(([name]) => isUsual(name)) : []
  return { ...options, ...Object.fromEntries(quickly), pin: given.pin === 'yes', warmup: quick ? 0.2 : 0.3 }
}

const SIZES: readonly number[] = [10, 100, 1000, 10_000]
const QUICK = { connections: [100] as readonly number[], rounds: 3, seconds: 0.7 }
const MOST_CONNECTIONS = 60_000

function list(text: string): string[] {
  return text.split(',').filter(Boolean)
}

function wholes(text: string): number[] {
  return [...new Set(list(text).map(whole))]
}

function whole(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= MOST_CONNECTIONS) return number
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${MOST_CONNECTIONS}.`)
}

function positive(text: string): number {
  const number = Number(text)
  if (number >= 0.1 && number <= 600) return number
  throw new InvalidArgumentError('Expected seconds from 0.1 to 600.')
}
