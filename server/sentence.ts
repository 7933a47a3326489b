/** A problem as an English sentence, for the command line. The deck has its own, in Russian. */
import type { Problem } from './protocol/events.ts'

export function sentence(problem: Problem): string {
  switch (problem.code) {
    case 'unknown-demo':
      return `There is no demo «${problem.demo}». There are: ${problem.known.join(', ')}.`
    case 'unknown-lane':
      return `There is no lane «${problem.lane}». There are: ${problem.known.join(', ')}.`
    case 'unknown-param':
      return `There is no parameter «${problem.param}». There are: ${problem.known.join(', ') || 'none'}.`
    case 'bad-param':
      return `Parameter ${problem.param}: expected a whole number from ${problem.min} to ${problem.max}, got «${problem.value}».`
    case 'missing-runtime':
      return `${problem.missing} was not found. To get it: ${problem.cure}.`
    case 'build-failed':
      return `The program does not build: ${problem.command}\n${problem.output}`
    case 'not-started':
      return `The program could not be started: ${problem.why}`
    case 'bad-result':
      return `The program's result is not what its demo promises: ${problem.field}: expected ${problem.expected}.`
    case 'limit':
      return `The lane was ended: it went over its limit of ${limitText(problem)}.`
    case 'bad-message':
      return `A message was not understood: ${problem.why}.`
    case 'not-allowed':
      return `Not allowed here: ${problem.what}.`
    case 'no-run':
      return `Nothing runs in «${problem.slot}».`
    default:
      return problem satisfies never
  }
}

function limitText({ what, limit }: Extract<Problem, { code: 'limit' }>): string {
  switch (what) {
    case 'time':
      return `${limit} s of time`
    case 'silence':
      return `${limit} s without output`
    case 'output':
      return `${Math.round(limit / 2 ** 20)} MiB of output`
    case 'memory':
      return `${Math.round(limit / 2 ** 20)} MiB of memory`
    case 'processes':
      return `${limit} processes`
    default:
      return what satisfies never
  }
}
