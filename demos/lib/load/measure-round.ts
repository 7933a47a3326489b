/** One round: how many messages a backend answers in a window, and what that takes it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Counters, cpuBetween, tasksBetween, type Tasks } from './counters.ts'
import type { Stopped, Window } from './loader-protocol.ts'
import { busySeconds } from './proc-files.ts'
import type { Round } from './round.ts'
import { RoundError } from './round-problem.ts'
import { underLoad, type Load, type LoadOptions } from './under-load.ts'

export interface RoundOptions extends LoadOptions {
  /** Of the timed window. */
  readonly seconds: number
}

/**
 * Measures one round. The backend's counters and the loader's messages are of the same windows:
 *
 *     mark ── read every thread ── mark, read the ticks ══ the timed window ══ mark, read the ticks ── read every thread
 *
 * Each thread is read after the same time on both sides, so the reading's length (25 µs a thread) cancels; what is left of
 * it, where the second took longer than the first, is taken off. Throws as `underLoad`.
 */
export async function measureRound(options: RoundOptions): Promise<Round> {
  let unanswered = 0
  const onStopped = (stopped: Stopped): void => {
    unanswered = stopped.unanswered
    options.onStopped?.(stopped)
  }
  const round = await underLoad({ ...options, onStopped }, (load) => measure(load, options))
  return unanswered === 0 ? round : { ...round, unanswered }
}

async function measure(load: Load, { seconds, signal, onPhase, remote }: RoundOptions): Promise<Round> {
  const { loader, connected, places, loaderThreads, limit } = load
  const counters = new Counters(load.session)
  counters.find()
  await loader.mark()
  const first = readTasks(counters)
  const beginning = loader.mark()
  const ticksBefore = counters.readCpu()
  const busyBefore = busySeconds()
  const reading = await beginning
  onPhase?.('measuring')
  await sleep(seconds * 1000, undefined, { signal })
  const ending = loader.mark()
  const soon = counters.readCpu()
  const busyAfter = busySeconds()
  const timed = await ending
  // A process that is new was born in these windows, and all that it has used is of them.
  counters.find()
  const ticks = cpuBetween(ticksBefore, new Map([...counters.readCpu(), ...soon]))
  const last = readTasks(counters)
  const footprint = counters.readFootprint()
  if (timed.messages === 0) throw new RoundError({ code: 'no-messages', seconds })

  const others =
    remote || !ticks || busyBefore === undefined || busyAfter === undefined
      ? undefined
      : busyAfter - busyBefore - ticks.user - ticks.system - timed.cpu.user - timed.cpu.system
  const tasks = betweenReadings(first, last, [reading, timed])
  return {
    connected,
    timed,
    backend: {
      cores: places.backendCores,
      ...(ticks && { ticks }),
      ...(tasks && { tasks }),
      ...(footprint && { footprint }),
    },
    ...(others !== undefined && { others: Math.max(0, others / timed.seconds) }),
    loader: { threads: loaderThreads },
    ...(places.pinned && { pinned: places.pinned }),
    ...(places.unpinned && { unpinned: places.unpinned }),
    ...(limit !== undefined && { limit }),
  }
}

interface Reading {
  readonly tasks: Tasks
  readonly took: number
}

function readTasks(counters: Counters): Reading {
  const began = performance.now()
  const tasks = counters.readTasks()
  return { tasks, took: (performance.now() - began) / 1000 }
}

/** On average a thread is read in the middle of a reading. */
function betweenReadings(first: Reading, last: Reading, windows: readonly Window[]): Round['backend']['tasks'] {
  const counters = tasksBetween(first.tasks, last.tasks)
  if (!counters) return undefined
  const seconds = windows.reduce((sum, window) => sum + window.seconds, 0)
  const messages = windows.reduce((sum, window) => sum + window.messages, 0)
  const stretch = (seconds + (last.took - first.took) / 2) / seconds
  return { ...counters, messages: Math.round(messages * stretch) }
}
