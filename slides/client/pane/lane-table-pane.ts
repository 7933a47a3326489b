/** The inside of a pane with many lanes: a table, and over it the terminal of the one lane that is asked for. */
import type { Problem } from '../../../server/protocol/events.ts'
import type { LaneInfo } from '../../../server/protocol/messages.ts'
import { exitSentence, LABELS, problemSentence } from '../labels.ts'
import { isPresentersStop, type LaneEnd } from '../source/lane-end.ts'
import type { Source } from '../source/source.ts'
import { noFacts, type LaneFacts } from './lane-facts.ts'
import { nextSort, tableModel, type Sort, type TableLane } from './lane-table-model.ts'
import { LaneTable } from './lane-table.ts'
import { OutputTail } from './output-tail.ts'
import type { Session } from './session.ts'
import type { TerminalGrid } from './terminal-grid.ts'

export interface LaneTablePaneOptions {
  readonly session: Session
  readonly facts: ReadonlyMap<string, LaneFacts>
  readonly grid: TerminalGrid
  /** The pane's, whose style is told which of the two is shown. */
  readonly body: HTMLElement
  readonly colorOf: (lane: string) => string
  /** Another part is shown. */
  readonly onLayout: () => void
}

export class LaneTablePane {
  readonly root: HTMLElement
  readonly #options: LaneTablePaneOptions
  readonly #table: LaneTable
  /** What lanes without a terminal have printed. */
  readonly #tails = new Map<string, OutputTail>()
  #sort: Sort | undefined
  #opened: string | undefined
  /** Columns that fit. */
  #most = 1

  constructor(options: LaneTablePaneOptions) {
    this.#options = options
    this.#sort = options.session.spec.sort
    this.#table = new LaneTable({
      onSort: (key) => {
        this.#sort = nextSort(this.#sort, key)
        this.update()
      },
      onOpen: (lane) => this.#open(lane),
    })
    this.root = this.#table.root
    options.body.dataset['view'] = 'table'
  }

  /** A terminal covers the table. */
  get isOpened(): boolean {
    return this.#opened !== undefined
  }

  /** Another source: nothing that was printed is true any more. A terminal that is open shows what the new one brings. */
  show(): void {
    this.#tails.clear()
    for (const { id } of this.#options.session.lanes) this.#tails.set(id, new OutputTail())
    this.#setTerminal()
    this.update()
  }

  clear(lane: string): void {
    this.#tails.get(lane)?.clear()
  }

  output(lane: string, data: string | Uint8Array): void {
    this.#tails.get(lane)?.push(data)
  }

  /** Draws what is known now. */
  update(): void {
    const { demo, lanes, spec } = this.#options.session
    if (!demo) return
    const model = tableModel({
      fields: demo.result,
      columns: spec.columns,
      most: spec.columns.length > 0 ? spec.columns.length : this.#most,
      lanes: lanes.map((lane) => this.#describe(lane)),
      rounds: demo.rounds,
      sort: this.#sort,
    })
    this.#table.update(model)
  }

  /** Real pixels, and how many of them make one of the slide. */
  resize(width: number, height: number, px: number): void {
    this.#most = 1 + Math.max(0, Math.floor((width / px - NAMES) / COLUMN))
    this.#table.resize(height, px)
    this.update()
  }

  /** Back to the table. */
  close(): void {
    this.#open(undefined)
  }

  dispose(): void {
    this.#table.dispose()
  }

  #open(lane: string | undefined): void {
    const { grid, body, onLayout } = this.#options
    this.#opened = lane
    grid.solo = lane
    if (lane === undefined) delete body.dataset['terminal']
    else body.dataset['terminal'] = lane
    this.#setTerminal()
    if (lane !== undefined) grid.cell(lane)?.write(this.#tails.get(lane)?.text ?? '', () => undefined)
    onLayout()
  }

  #setTerminal(): void {
    const { session, grid, colorOf } = this.#options
    const lanes = session.lanes.filter(({ id }) => id === this.#opened)
    grid.setLanes(
      lanes.map(({ id, label }) => ({ id, label, color: colorOf(id) })),
      session.source?.size ?? session.demo?.terminal ?? { cols: 80, rows: 24 },
    )
  }

  #describe(lane: LaneInfo): TableLane {
    const { session, facts, colorOf } = this.#options
    const { source, demo, spec } = session
    const { id, label } = lane
    const { result, end, problem, markAt, resultAt } = facts.get(id) ?? noFacts()
    const isPresent = source?.lanes.includes(id) === true
    const state = isPresent ? source.laneState(id) : 'none'
    // A round begins with a mark and ends with a result.
    const hasTurn = demo?.schedule !== 'rounds' || (markAt !== undefined && markAt > (resultAt ?? -1))
    return {
      id,
      label: spec.hasShortNames ? id : label,
      color: colorOf(id),
      result,
      state,
      isAtWork: state === 'running' && end === undefined && hasTurn && source?.state !== 'paused',
      end,
      sentence: isPresent ? trouble(problem, end, this.#tails.get(id)?.lastLine) : absence(session, source, lane),
    }
  }
}

/** What went wrong with a lane: the program's own last words where it has any. */
function trouble(
  problem: Problem | undefined,
  end: LaneEnd | undefined,
  lastLine: string | undefined,
): string | undefined {
  if (problem) return problemSentence(problem)
  if (!end || end.status === 0 || isPresentersStop(end)) return undefined
  return lastLine ?? exitSentence(end)
}

/** Why the source does not have a lane. */
function absence(session: Session, source: Source | undefined, lane: LaneInfo): string | undefined {
  const problem = session.laneProblem(lane)
  if (problem) return problemSentence(problem)
  return source?.origin.kind === 'recording' ? LABELS.noRecordingOfLane : undefined
}

/** Slide pixels of a table without its columns but the first, and of each of the others. */
const NAMES = 780
const COLUMN = 110
