/**
 * What a loader takes and says. `loader.c` and `loader.ts` speak it alike, here or at the other end of an ssh:
 *
 *     loader HOST PORT CONNECTIONS [BYTES=64] [RATE=0] [THREADS=1]
 *
 * It opens all connections (TCP_NODELAY, with retries) and says `connected`; nothing is sent before it reads the line
 * `start`. Then each connection has one message of BYTES under way: sent whole, read back whole, every byte compared. RATE is
 * the messages per second offered by all connections together; with it each connection thinks CONNECTIONS / RATE seconds
 * (uniform in 0.5 … 1.5 of that) between an answer and the next message, 0 is no thinking.
 *
 * Lines read: `start`; `mark` (ends a window and begins the next, the answer is the window that ended); `stop` (nothing new is
 * sent, what is under way is waited for, then `stopped` and the end). The end of the input is a `stop` too.
 * Lines said: one JSON object each, as below. After a `fault` it ends with status 1; arguments it cannot use: status 2 and a sentence.
 */
import { z } from 'zod'

const count = z.int().min(0)
const seconds = z.number().min(0)

export const Connected = z.strictObject({
  asked: count,
  /** Connections that are open; fewer than asked where a limit stopped it. */
  got: count,
  /** Attempts that had to be made again. */
  retries: count,
  seconds,
  /** The limit that stopped it, by name and value: `RLIMIT_NOFILE = 1024`. */
  limit: z.string().optional(),
})

export const Window = z.strictObject({
  /** From the mark before (or the start) to this one, by the loader's clock. */
  seconds,
  messages: count,
  /** From before the send to after the last byte is back; absent when no message came back. Within 2 %. */
  latency_us: z
    .strictObject({ mean: z.number(), p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() })
    .optional(),
  /** Answers per connection in this window, over all connections. */
  per_connection: z.strictObject({ least: count, p5: count, p50: count, p95: count, most: count }),
  /** CPU time of the loader itself, seconds. */
  cpu: z.strictObject({ user: seconds, system: seconds }),
})

export const Stopped = z.strictObject({
  /** Answers since the start. */
  messages: count,
  /** Connections whose last message was not answered within ten seconds. */
  unanswered: count,
})

export const Fault = z.strictObject({
  kind: z.enum([
    /** Not one connection: nobody listens, or does not accept. */
    'refused',
    /** A byte came back that was not sent, or more bytes than were sent. */
    'wrong',
    /** The backend closed or reset a connection that was in use. */
    'closed',
    /** After `stop` some messages never came back. */
    'unanswered',
  ]),
  /** Which connection, counted from 0. */
  connection: count.optional(),
  /** An English sentence with what was expected and what came. */
  detail: z.string(),
})

export const LoaderLine = z.union([
  z.strictObject({ connected: Connected }),
  z.strictObject({ window: Window }),
  z.strictObject({ stopped: Stopped }),
  z.strictObject({ fault: Fault }),
])

export type Connected = z.output<typeof Connected>
export type Window = z.output<typeof Window>
export type Stopped = z.output<typeof Stopped>
export type Fault = z.output<typeof Fault>
export type LoaderLine = z.output<typeof LoaderLine>
