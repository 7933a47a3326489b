/** What one round finds out: raw counts, each with the messages of its own window. `metrics.ts` divides them. */
import { z } from 'zod'
import { Connected, Window } from './loader-protocol.ts'

const count = z.int().min(0)
const seconds = z.number().min(0)

export const Round = z.strictObject({
  connected: Connected,
  /** The timed window, as the loader saw it. */
  timed: Window,
  backend: z.strictObject({
    /** Cores that it may fill: 1 when pinned. */
    cores: z.int().min(1),
    /** CPU time over the timed window, by clock ticks of 10 ms (`counters.ts` says how exact). */
    ticks: z.strictObject({ user: seconds, system: seconds }).optional(),
    /** Sums over the threads, with the messages answered between their two readings. */
    tasks: z
      .strictObject({
        voluntary: count,
        involuntary: count,
        migrations: count.optional(),
        /** Seconds on a core. */
        run: seconds.optional(),
        messages: count,
      })
      .optional(),
    /** At the end of the window. Bytes. */
    footprint: z
      .strictObject({ processes: count, threads: count, rss: count, virtual: count, maps: count.optional() })
      .optional(),
  }),
  /** Cores that anything but these two kept busy in the timed window (the harness too, about 0.02). */
  others: z.number().min(0).optional(),
  loader: z.strictObject({
    /** Its threads, each a core's worth. */
    threads: z.int().min(1),
  }),
  /** Cores of each, `taskset` lists; or why nobody was pinned. */
  pinned: z.strictObject({ backend: z.string(), loader: z.string() }).optional(),
  unpinned: z.enum(['not-asked', 'one-core', 'not-linux', 'no-taskset']).optional(),
  /**
   * Messages without an answer ten seconds after the end, of a backend so slow (more than five seconds for a message of each
   * connection) that it need not have lost them; of any other they are a fault.
   */
  unanswered: count.optional(),
  /** The system's limit that allowed no more connections: `RLIMIT_NOFILE = 1024`. */
  limit: z.string().optional(),
})

export type Round = z.output<typeof Round>
