/** A backend that answers and a loader that keeps it busy, for as long as somebody measures; then nothing of them is left. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from '../programs.ts'
import { waitForAccepts } from './accept-queue.ts'
import { BackendProcess, GRACE, HURRY } from './backend-process.ts'
import { costOf, fitSize } from './limits.ts'
import { LoaderProcess } from './loader-process.ts'
import type { Connected, Stopped } from './loader-protocol.ts'
import { choosePlaces, confine, type Places } from './pinning.ts'
import { RoundError } from './round-problem.ts'
import { warmUp } from './warm-up.ts'

export interface LoadOptions {
  /** Executables and their first arguments; the contracts say what follows. */
  readonly backend: Command
  readonly loader: Command
  readonly connections: number
  /** Of a message; 64 unless told. */
  readonly bytes?: number
  /** Messages per second offered, all connections together; 0, unless told: as many as there will be. */
  readonly rate?: number
  /** Backend on one core, loader on others. */
  readonly pin: boolean
  /** Seconds under load before anything is measured; more where the backend has not settled (`warm-up.ts`). */
  readonly warmup: number
  readonly signal: AbortSignal
  /** Where the backend listens; 127.0.0.1 unless told. A port is looked for unless told. */
  readonly listen?: { readonly host: string; readonly port?: number }
  /** A loader elsewhere: the backend's address as it is seen from there, and the cores that it has. It is not pinned here. */
  readonly remote?: { readonly host: string; readonly threads: number }
  /** A program that starts the backend and watches it; it is not pinned. */
  readonly wrapper?: Command
  /** Added to what both programs inherit. */
  readonly environment?: NodeJS.ProcessEnv
  readonly onPhase?: (phase: Phase) => void
  /** After the last answer, or ten seconds of waiting for it. */
  readonly onStopped?: (stopped: Stopped) => void
}

export type Phase = 'starting' | 'connecting' | 'warming' | 'measuring' | 'ending'

export interface Load {
  /** The session of the backend's processes. */
  readonly session: number
  readonly loader: LoaderProcess
  readonly connected: Connected
  readonly places: Places
  readonly loaderThreads: number
  /** The limit that kept connections below what was asked for. */
  readonly limit: string | undefined
}

/**
 * Starts both, waits for the connections, begins the load, warms up, measures, waits for the last answers and ends both.
 * Throws a RoundError where something of that fails, the signal's reason where it is aborted.
 */
export async function underLoad<T>(options: LoadOptions, measure: (load: Load) => Promise<T>): Promise<T> {
  try {
    return await loadAndMeasure(options, measure)
  } catch (error) {
    // Whatever was under way ended in its own way; why it ended is the signal's reason.
    options.signal.throwIfAborted()
    throw error
  }
}

async function loadAndMeasure<T>(options: LoadOptions, measure: (load: Load) => Promise<T>): Promise<T> {
  const { signal, environment, listen, remote, onPhase = () => undefined, onStopped = () => undefined } = options
  const size = fitSize(options.connections, costOf(options.backend))
  if (size.connections === 0) throw new RoundError({ code: 'no-room', limit: size.limit ?? '' })
  const places = choosePlaces(options.pin)
  const wanted = remote?.threads ?? (isNodeLoader(options.loader) ? 1 : places.loaderThreads)
  const loaderThreads = Math.min(wanted, size.connections)
  onPhase('starting')
  const backend = await BackendProcess.start({
    command: [...(options.wrapper ?? []), ...confine(options.backend, places.pinned?.backend)],
    host: listen?.host ?? '127.0.0.1',
    ...(listen?.port !== undefined && { port: listen.port }),
    ...(environment && { environment }),
    signal,
  })
  try {
    const loader = await LoaderProcess.start({
      command: remote ? options.loader : confine(options.loader, places.pinned?.loader),
      host: remote?.host ?? backend.host,
      port: backend.port,
      connections: size.connections,
      bytes: options.bytes ?? 64,
      rate: options.rate ?? 0,
      threads: loaderThreads,
      ...(environment && { environment }),
    })
    try {
      const work = async (): Promise<T> => {
        onPhase('connecting')
        const connected = await loader.connected()
        await waitForAccepts(backend.port, ACCEPT_SECONDS, signal)
        loader.start()
        onPhase('warming')
        await warmUp(loader, options.warmup, signal)
        const limit = size.limit ?? (connected.got < connected.asked ? connected.limit : undefined)
        const measured = await measure({ session: backend.session, loader, connected, places, loaderThreads, limit })
        onPhase('ending')
        const stopped = await loader.stop()
        if (stopped.unanswered > 0 && connected.got / loader.rate < SLOW_SECONDS) throw neverAnswered(stopped)
        onStopped(stopped)
        return measured
      }
      return await firstOf(work(), backend.died, signal)
    } finally {
      await loader.end(signal.aborted ? 0 : HURRY)
    }
  } catch (error) {
    throw await theCause(error, backend)
  } finally {
    await backend.end(signal.aborted ? HURRY : GRACE)
  }
}

/** The one for machines without a C compiler, which has one thread. */
export function isNodeLoader(command: Command): boolean {
  return command.some((word) => word.endsWith('.mjs'))
}

/** The work, unless the backend's end or the owner's signal comes first. */
async function firstOf<T>(work: Promise<T>, died: Promise<never>, signal: AbortSignal): Promise<T> {
  let abort: () => void = () => undefined
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
  })
  // Whoever loses the race still ends one way or the other, and nobody waits for it.
  for (const loser of [work, aborted]) loser.catch(() => undefined)
  try {
    return await Promise.race([work, died, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function neverAnswered({ unanswered }: Stopped): RoundError {
  const detail = `expected the last answers within ten seconds, ${unanswered} never came`
  return new RoundError({ code: 'fault', kind: 'unanswered', detail })
}

/** The loader sees a dying backend's connections close before anyone sees its status. */
async function theCause(error: unknown, backend: BackendProcess): Promise<unknown> {
  if (!(error instanceof RoundError && error.problem.code === 'fault')) return error
  await sleep(LAST_WORDS_MS)
  if (backend.exit === undefined) {
    const { said } = backend
    return said === '' ? error : new RoundError({ ...error.problem, said })
  }
  try {
    return await backend.died
  } catch (death) {
    return death
  }
}

const LAST_WORDS_MS = 300
const ACCEPT_SECONDS = 10
/** A backend that takes so long for one message of each connection may be slow with the last ones without having lost any. */
const SLOW_SECONDS = 5
