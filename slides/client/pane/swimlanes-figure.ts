/** The swimlanes as a pane's figure. */
import type { LaneRows } from '../../figures/swimlanes/model.ts'
import { Swimlanes } from '../../figures/swimlanes/view.ts'
import { formatBrief } from '../format.ts'
import { LABELS } from '../labels.ts'
import type { FigureInput, PaneFigure } from './figure.ts'

export class SwimlanesFigure implements PaneFigure {
  readonly root: HTMLElement
  readonly #view: Swimlanes

  constructor(onSeek: (seconds: number) => void) {
    this.#view = new Swimlanes(
      {
        empty: LABELS.noSpans,
        milliseconds: (value) => `${formatBrief(value)} мс`,
        description: (lanes) => `${LABELS.swimlanes}. ${lanes.map(describe).join('; ')}.`,
      },
      onSeek,
    )
    this.root = this.#view.root
  }

  update({ lanes, position }: FigureInput): void {
    this.#view.setLanes(lanes)
    this.#view.setPosition(position)
  }

  movePlayhead(position: number | undefined): void {
    this.#view.setPosition(position)
  }

  resize(px: number): void {
    this.#view.setScale(px)
  }

  restyle(): void {
    this.#view.draw()
  }

  dispose(): void {
    this.#view.dispose()
  }
}

function describe({ label, rows: { rows } }: { readonly label: string; readonly rows: LaneRows }): string {
  return `${label}: ${rows.map(({ task, run }) => `${task} ${formatBrief(run * 1000)} мс`).join(', ')}`
}
