/** What is drawn under the terminals: the pane feeds it and does not ask what it is. */
import type { Span } from '../../../server/protocol/events.ts'
import type { LaneFacts } from './lane-facts.ts'

export interface PaneFigure {
  readonly root: HTMLElement
  /** New facts. */
  update(input: FigureInput): void
  /** Only the time moved. */
  movePlayhead(position: number | undefined): void
  /** The box or its scale changed. */
  resize(px: number): void
  /** The theme changed. */
  restyle(): void
  dispose(): void
}

export interface FigureInput {
  readonly lanes: readonly FigureLane[]
  /** Seconds that the time axis shows. */
  readonly duration: number
  /** Seconds; none while everything shown is now. */
  readonly position: number | undefined
}

export interface FigureLane {
  readonly id: string
  readonly label: string
  readonly color: string
  readonly facts: LaneFacts
  /** Those of the facts, and those that a recording will only come to. */
  readonly spans: readonly Span[]
}
