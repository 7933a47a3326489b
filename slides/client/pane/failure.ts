/** Which problems make a live run a failed one. */
import type { Problem } from '../../../server/protocol/events.ts'

/** Problems after which there is nothing to look at; the others are a word to the one who pressed. */
export function isFailure(problem: Problem): boolean {
  switch (problem.code) {
    case 'unknown-demo':
    case 'unknown-lane':
    case 'missing-runtime':
    case 'build-failed':
    case 'not-started':
    case 'bad-result':
    case 'limit':
      return true
    case 'unknown-param':
    case 'bad-param':
    case 'bad-message':
    case 'not-allowed':
    case 'no-run':
      return false
    default:
      return problem satisfies never
  }
}
