/** What a pane's figure is to draw now. */
import { parseSignal, type Span } from '../../../server/protocol/events.ts'
import type { LaneInfo } from '../../../server/protocol/messages.ts'
import type { Source } from '../source/source.ts'
import type { FigureInput } from './figure.ts'
import { noFacts, type LaneFacts } from './lane-facts.ts'

export function figureInput(
  source: Source | undefined,
  lanes: readonly LaneInfo[],
  facts: ReadonlyMap<string, LaneFacts>,
  colorOf: (lane: string) => string,
): FigureInput {
  const shown = lanes.map(({ id, label }) => {
    const own = facts.get(id) ?? noFacts()
    const ahead = source?.lanes.includes(id) === true ? spansAhead(source, id) : []
    return { id, label, color: colorOf(id), facts: own, spans: ahead.length > 0 ? ahead : own.spans }
  })
  const longest = source ? Math.max(0, ...source.lanes.map((lane) => source.elapsed(lane))) : 0
  return {
    lanes: shown,
    duration: source?.player?.duration ?? Math.max(1, longest),
    position: source?.player?.position,
  }
}

function spansAhead(source: Source, lane: string): Span[] {
  return source
    .spansAhead(lane)
    .map(parseSignal)
    .flatMap((signal) => (signal && 'spans' in signal ? signal.spans : []))
}
