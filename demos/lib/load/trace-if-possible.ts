/** A trace beside timed rounds: where nothing can count, its fields are absent and the rounds are still worth something. */
import { RoundError } from './round-problem.ts'
import { phaseSayer, say } from './run-driver.ts'
import { russianSentence } from './russian-sentence.ts'
import { callsPerMessage, traceSyscalls } from './trace-syscalls.ts'
import type { LoadOptions } from './under-load.ts'

export async function traceIfPossible(options: Omit<LoadOptions, 'warmup'>): Promise<Record<string, number | string>> {
  try {
    const trace = await traceSyscalls({ ...options, warmup: 0.3, seconds: 0.5, onPhase: phaseSayer('счёт вызовов') })
    say(`\r\u001b[Kвызовов на сообщение: ${(trace.total / trace.messages).toFixed(2)} (${trace.tool})`)
    return callsPerMessage(trace)
  } catch (error) {
    if (!(error instanceof RoundError) || error.problem.code !== 'no-tracer') throw error
    say(`\r\u001b[K${russianSentence(error.problem)}`)
    return {}
  }
}
