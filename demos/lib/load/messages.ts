/** What loader.ts sends: messages that say whose they are, so that none can be taken for another one. */

/** The header: sequence (two words), connection, check. */
export const LEAST_BYTES = 16
/** Places in the pattern where the rest of a message may begin. */
const PHASES = 256

export class Messages {
  readonly #bytes: number
  readonly #pattern: Buffer

  /** All of one length, at least LEAST_BYTES. */
  constructor(bytes: number) {
    this.#bytes = bytes
    this.#pattern = randomBytes(bytes + PHASES)
  }

  /** A header, then a pattern that begins elsewhere in each. */
  fill(message: Buffer, sequence: number, connection: number): void {
    const check = checkOf(sequence, connection)
    message.writeUInt32LE(sequence % 2 ** 32, 0)
    message.writeUInt32LE(Math.floor(sequence / 2 ** 32), 4)
    message.writeUInt32LE(connection, 8)
    message.writeUInt32LE(check, 12)
    const phase = check % PHASES
    this.#pattern.copy(message, LEAST_BYTES, phase, phase + this.#bytes - LEAST_BYTES)
  }

  /** Which message begins like this; undefined for what is no beginning of one. */
  ownerOf(came: Buffer): { sequence: number; connection: number } | undefined {
    if (came.length < LEAST_BYTES) return undefined
    const sequence = came.readUInt32LE(0) + came.readUInt32LE(4) * 2 ** 32
    const connection = came.readUInt32LE(8)
    return came.readUInt32LE(12) === checkOf(sequence, connection) ? { sequence, connection } : undefined
  }
}

/** xorshift32 (Marsaglia, 2003): the same bytes in every run. */
function randomBytes(length: number): Buffer {
  let state = 2_463_534_242
  return Buffer.from(
    Uint8Array.from({ length }, () => {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      return state >>> 24
    }),
  )
}

function checkOf(sequence: number, connection: number): number {
  const mixed = Math.imul((sequence % 2 ** 32) | 0, 0x9e3779b1) ^ Math.imul(connection + 1, 0x85ebca77)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
