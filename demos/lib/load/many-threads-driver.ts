/** Measures a backend with a thread per connection; the first turn also traces it. Argument: threads. */
import { programs } from '../programs.ts'
import { measureTurns, mediansOf, pick } from './measure-turns.ts'
import { parameter, runDriver } from './run-driver.ts'
import { traceIfPossible } from './trace-if-possible.ts'

await runDriver(async (signal) => {
  const connections = parameter(0, 1000)
  const { lane, loader = [] } = programs()
  let traced: Record<string, number | string> = {}
  await measureTurns({
    connections,
    pin: true,
    signal,
    afterRound: async ({ length }) => {
      if (length === 1) traced = await traceIfPossible({ backend: lane, loader, connections, pin: true, signal })
    },
    fields: (summary) => {
      const medians = mediansOf(summary)
      return {
        ...pick(medians, [
          'messages_per_s',
          'messages_per_s_low',
          'messages_per_s_high',
          'user_us',
          'system_us',
          'switches',
          'rss_mb',
          'virtual_mb',
          'maps',
          'rounds',
        ]),
        // Where nobody shows threads there is one per connection, as the program is written.
        threads: medians['threads'] ?? medians['connections'],
        syscalls: traced['total'],
        limit: summary.limit,
      }
    },
  })
})
