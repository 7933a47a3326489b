/** Messages from outside: everything is checked before anything looks at it. */
import { z } from 'zod'
import type { ClientMessage } from './protocol/messages.ts'

/** A message is small: the largest is what somebody pastes into a terminal. */
export const MESSAGE_LIMIT = 64 * 1024

/** The message, or a sentence on what is wrong with it. */
export function parseMessage(text: string): ClientMessage | { readonly why: string } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { why: 'expected JSON' }
  }
  const checked = Message.safeParse(json)
  if (checked.success) return checked.data as ClientMessage
  const [issue] = checked.error.issues
  return { why: `${issue?.path.join('.') || 'message'}: ${issue?.message ?? 'unknown'}` }
}

const name = z.string().min(1).max(100)
const Message = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), protocol: z.int(), token: z.string().max(200) }),
  z.strictObject({
    type: z.literal('watch'),
    slot: name,
    have: z.strictObject({ run: name, next: z.record(name, z.int().min(0)) }).optional(),
  }),
  z.strictObject({ type: z.literal('unwatch'), slot: name }),
  z.strictObject({
    type: z.literal('start'),
    slot: name,
    demo: name,
    lanes: z.array(name).max(100),
    params: z.record(name, z.union([z.string().max(1000), z.number()])),
  }),
  z.strictObject({ type: z.literal('stop'), slot: name }),
  z.strictObject({ type: z.literal('input'), slot: name, lane: name, data: z.string().max(MESSAGE_LIMIT) }),
  z.strictObject({ type: z.literal('ack'), channel: z.int().min(0), bytes: z.int().min(0) }),
])
