/** Measures one backend with or without taskset; the first turn also traces it. Arguments: connections, pinned. */
import { programs } from '../programs.ts'
import { measureTurns, mediansOf, pick } from './measure-turns.ts'
import { parameter, runDriver } from './run-driver.ts'
import { traceIfPossible } from './trace-if-possible.ts'

await runDriver(async (signal) => {
  const connections = parameter(0, 200)
  const pin = parameter(1, 1) === 1
  const { lane, loader = [] } = programs()
  let traced: Record<string, number | string> = {}
  await measureTurns({
    connections,
    pin,
    signal,
    afterRound: async ({ length }) => {
      if (length === 1) traced = await traceIfPossible({ backend: lane, loader, connections, pin, signal })
    },
    fields: (summary) => {
      const medians = mediansOf(summary)
      return {
        ...pick(medians, [
          'messages_per_s',
          'messages_per_s_low',
          'messages_per_s_high',
          'voluntary',
          'involuntary',
          'migrations',
          'rounds',
          'loader_share',
        ]),
        ...(traced['total'] !== undefined && { syscalls: traced['total'], futex: traced['futex'] ?? 0 }),
      }
    },
  })
})
