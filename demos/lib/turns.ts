/**
 * Turns of the schedule `rounds`: all lanes of a run are alive, one of them is at work. A driver asks for a turn by an
 * event and waits on its standard input for one letter from the runner.
 */
import { emit } from './events.ts'

/** What the runner types: go on, or that was the last round. */
export const TURN = { go: 'g', end: 'e' } as const

/** Waits for a turn; false when there are no more. Throws where there is no runner to give one. */
export async function nextTurn(): Promise<boolean> {
  if (process.env['DEMO_EVENTS'] !== '1')
    throw new Error(
      'Nobody gives this program its turns: it is started by the runner, as in «npm run demo -- run echo».',
    )
  // The runner's letter must not be echoed into the output, nor wait for a newline.
  if (process.stdin.isTTY) process.stdin.setRawMode(true)
  emit({ turn: 'wanted' })
  return new Promise((resolve) => {
    const take = (typed: string): void => {
      // In raw mode Ctrl-C is a letter too.
      if (typed.includes('\u0003')) process.kill(process.pid, 'SIGINT')
      if (typed.includes(TURN.go)) done(true)
      else if (typed.includes(TURN.end)) done(false)
    }
    const end = (): void => done(false)
    const done = (goes: boolean): void => {
      process.stdin.off('data', take).off('end', end).pause()
      resolve(goes)
    }
    process.stdin.setEncoding('utf8').on('data', take).on('end', end).resume()
  })
}
