/** Measures one backend of `echo`, a round a turn. Arguments: connections, rate. */
import { limitedBy, measureTurns, mediansOf, pick } from './measure-turns.ts'
import { parameter, runDriver } from './run-driver.ts'

await runDriver((signal) =>
  measureTurns({
    connections: parameter(0, 100),
    rate: parameter(1, 0),
    pin: true,
    signal,
    fields: (summary) => {
      const medians = mediansOf(summary)
      return {
        ...pick(medians, [
          'messages_per_s',
          'messages_per_s_low',
          'messages_per_s_high',
          'cpu_us',
          'user_us',
          'system_us',
          'switches',
          'p50_us',
          'p95_us',
          'p99_us',
          'fair_p5',
          'fair_p95',
          'connections',
          'threads',
          'rss_mb',
          'rounds',
          'backend_share',
          'loader_share',
        ]),
        limited_by: limitedBy(summary),
      }
    },
  }),
)
