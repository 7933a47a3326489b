/** Connections that the system has opened and the backend has not yet taken. */
import { closeSync, openSync, readSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Waits, at most for so many seconds, until the backend has taken every connection: one that makes a thread or a process of
 * each would otherwise still be doing so while it is measured. Where nobody shows the queue there is nothing to wait for.
 */
export async function waitForAccepts(port: number, seconds: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while ((acceptQueue(port) ?? 0) > 0 && performance.now() < deadline) await sleep(LOOK_MS, undefined, { signal })
}

/** The length of a listening socket's queue; undefined where it is not shown. */
export function acceptQueue(port: number): number | undefined {
  const local = port.toString(16).toUpperCase().padStart(4, '0')
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    // `local_address rem_address st tx_queue:rx_queue`; 0A is LISTEN, whose rx_queue is the number of these connections.
    const found = new RegExp(`:${local} \\w+:0000 0A \\w+:(\\w+)`).exec(readBegin(table))?.[1]
    if (found !== undefined) return Number.parseInt(found, 16)
  }
  return undefined
}

const LOOK_MS = 10

/** Listening sockets come first, ten thousand connections after them. A read gives a page at most. */
function readBegin(file: string): string {
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, 'r')
    const buffer = Buffer.alloc(BEGIN_BYTES)
    let length = 0
    for (;;) {
      const read = readSync(descriptor, buffer, length, buffer.length - length, null)
      length += read
      if (read === 0 || length === buffer.length) return buffer.toString('latin1', 0, length)
    }
  } catch {
    // Another system.
    return ''
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** Two hundred sockets. */
const BEGIN_BYTES = 30_000
