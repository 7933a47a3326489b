/** What live runs have found out while this page is open: panes write it, charts draw it. */
import type { Result } from '../../server/protocol/events.ts'
import type { Machine, Params } from '../../server/protocol/messages.ts'

export interface LiveResult {
  readonly lane: string
  readonly params: Params
  readonly result: Result
}

/** A later result of the same lane with the same parameters takes the place of the earlier one. */
export function keepLiveResult(demo: string, machine: Machine, { lane, params, result }: LiveResult): void {
  const kept = results.get(demo) ?? { machine, byKey: new Map<string, LiveResult>() }
  const key = JSON.stringify([lane, Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1))])
  kept.byKey.set(key, { lane, params, result })
  results.set(demo, { machine, byKey: kept.byKey })
  for (const listener of listeners) listener(demo)
}

/** All of a demo, and where they were measured; undefined before there are any. */
export function liveResults(
  demo: string,
): { readonly machine: Machine; readonly results: readonly LiveResult[] } | undefined {
  const kept = results.get(demo)
  return kept && { machine: kept.machine, results: [...kept.byKey.values()] }
}

/** Called with the demo of each new result; gives back what ends it. */
export function onLiveResult(listener: (demo: string) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const results = new Map<string, { readonly machine: Machine; readonly byKey: Map<string, LiveResult> }>()
const listeners = new Set<(demo: string) => void>()
