/** A round's problem as an English sentence, for the command line. */
import { RoundError, type Exit, type FaultKind, type RoundProblem } from '../../demos/lib/load/round-problem.ts'

/** Of anything thrown. */
export function whyFailed(error: unknown): string {
  if (error instanceof RoundError) return englishSentence(error.problem)
  return error instanceof Error ? error.message : String(error)
}

export function englishSentence(problem: RoundProblem): string {
  switch (problem.code) {
    case 'not-started':
      return `${problem.program} could not be started: ${problem.why}.`
    case 'port-in-use':
      return `Port ${problem.port} of ${problem.host} is in use: end the program that listens there, or take another port.`
    case 'not-listening':
      return `The backend does not listen on ${problem.host}:${problem.port} after ${problem.seconds} s: start it by hand and see what it waits for.`
    case 'not-answering':
      return `The backend took a connection and did not answer a probe for ${problem.seconds} s: it must echo.`
    case 'wrong-probe':
      return `The backend answered a probe wrongly: expected «${problem.sent.trim()}», got «${problem.got.trim()}».`
    case 'backend-ended':
      return `The backend ended ${problem.when === 'starting' ? 'before it was measured' : 'while it was measured'}, ${exit(problem.exit)}${said(problem.said)}`
    case 'loader-ended':
      return `The loader ended, ${exit(problem.exit)}${said(problem.said)}`
    case 'loader-silent':
      return `The loader has been silent for ${problem.seconds} s, expected «${problem.awaited}»: take fewer connections, or free the machine.`
    case 'loader-line':
      return `The loader said something else than «${problem.awaited}»: ${problem.line}`
    case 'fault':
      return `${FAULTS[problem.kind]}${problem.connection === undefined ? '' : ` (connection ${problem.connection})`}: ${problem.detail}.${problem.said === undefined ? '' : ` It said${said(problem.said)}.`}`
    case 'no-messages':
      return `Not one answer came in ${problem.seconds} s: take a longer window or a heavier load.`
    case 'no-room':
      return `The system does not allow one connection: ${problem.limit}. Raise that limit.`
    case 'no-tracer':
      return `System calls cannot be counted here (perf: ${problem.perf}; strace: ${problem.strace}): sudo apt install strace.`
    default:
      return problem satisfies never
  }
}

const FAULTS: Readonly<Record<FaultKind, string>> = {
  refused: 'Not one connection could be opened',
  wrong: 'The backend gave back other bytes',
  closed: 'The backend closed a connection in use',
  unanswered: 'The backend never answered',
}

function exit(how: Exit): string {
  return typeof how === 'number' ? `with status ${how}` : `by ${how}`
}

/** The last line is the sentence; above it there may be a traceback. */
function said(text: string): string {
  const last = text.split('\n').at(-1)?.trim() ?? ''
  return last === '' ? ', and said nothing.' : `: ${last}`
}
