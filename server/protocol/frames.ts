/**
 * Terminal bytes on the wire. A frame is a 24-byte header, big-endian, and the bytes:
 * u8 kind (1 output, 2 snapshot), 3 bytes 0, u32 channel, u32 first, u32 next, f64 seconds.
 * The events `first` … `next − 1` of the lane are in it; a snapshot stands for all events before `next`.
 */
export interface Frame {
  readonly kind: 'output' | 'snapshot'
  readonly channel: number
  readonly first: number
  readonly next: number
  /** Seconds since the lane began, of the last event in the frame. */
  readonly seconds: number
  readonly bytes: Uint8Array
}

export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(HEADER + frame.bytes.length)
  const view = new DataView(data.buffer)
  view.setUint8(0, frame.kind === 'snapshot' ? SNAPSHOT : OUTPUT)
  view.setUint32(4, frame.channel)
  view.setUint32(8, frame.first)
  view.setUint32(12, frame.next)
  view.setFloat64(16, frame.seconds)
  data.set(frame.bytes, HEADER)
  return data
}

/** Throws a RangeError on anything that encodeFrame does not make. The bytes are a view, not a copy. */
export function decodeFrame(data: Uint8Array): Frame {
  if (data.length < HEADER) throw new RangeError(`Expected a frame of at least ${HEADER} bytes, got ${data.length}.`)
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const kind = view.getUint8(0)
  if (kind !== OUTPUT && kind !== SNAPSHOT) throw new RangeError(`Expected a frame of kind 1 or 2, got ${kind}.`)
  const frame = {
    kind: kind === SNAPSHOT ? 'snapshot' : 'output',
    channel: view.getUint32(4),
    first: view.getUint32(8),
    next: view.getUint32(12),
    seconds: view.getFloat64(16),
    bytes: data.subarray(HEADER),
  } as const
  if (frame.first > frame.next || !Number.isFinite(frame.seconds))
    throw new RangeError(
      `Expected first ≤ next and finite seconds, got ${frame.first}, ${frame.next}, ${frame.seconds}.`,
    )
  return frame
}

const HEADER = 24
const OUTPUT = 1
const SNAPSHOT = 2
