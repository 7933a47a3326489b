/**
 * What a pane shows and why: the run of its slot while there is a server, the recording where there is none or where
 * the run failed, the repeat of a finished run on wish. No DOM here.
 */
import type { Recording } from '../../../server/protocol/asciicast.ts'
import type { Problem } from '../../../server/protocol/events.ts'
import type { DemoInfo, LaneInfo, Params, RunInfo } from '../../../server/protocol/messages.ts'
import type { Connection, ConnectionState } from '../connection/connection.ts'
import type { LiveSlot, SlotListener } from '../connection/live-slot.ts'
import { failoverSentence, failureSentence, LABELS, problemSentence, type Failure } from '../labels.ts'
import { LiveSource } from '../source/live.ts'
import { loadDemo } from '../source/recordings.ts'
import type { Player, Sink, Source } from '../source/source.ts'
import { isFailure } from './failure.ts'
import type { PaneSpec } from './pane-spec.ts'
import { closedPlayer, loadRepeat } from './repeat.ts'
import { RunJudge } from './run-judge.ts'
import { Shelf } from './shelf.ts'

/** The pane's screen side. */
export interface SessionView {
  /** Another source, or none: everything shown belongs to the past. The sink is attached right after. */
  onSource(source: Source | undefined): void
  readonly sink: Sink
  /** Anything else changed: what may be pressed, what is said. */
  onChange(): void
}

export class Session implements SlotListener {
  demo: DemoInfo | undefined
  source: Source | undefined
  /** One sentence for the reader. */
  message: string | undefined
  /** The parameters of the next run or recording. */
  params: Params
  readonly spec: PaneSpec
  readonly #connection: Connection | undefined
  readonly #view: SessionView
  #shelf = new Shelf()
  #slot: LiveSlot | undefined
  #run: RunInfo | null = null
  /** The run was seen before its end: only then its failure is news. */
  #isWitnessed = false
  #failure: Failure | undefined
  #lostTimer: ReturnType<typeof setTimeout> | undefined
  #unsubscribe: (() => void) | undefined
  /** Counts what was asked for, so that a slow answer to an old question is dropped. */
  #asked = 0
  #isDisposed = false

  constructor(spec: PaneSpec, connection: Connection | undefined, view: SessionView) {
    this.spec = spec
    this.params = spec.params
    this.#connection = connection
    this.#view = view
  }

  /** Shows the first thing there is to show. Throws nothing: what is missing is said in the pane. */
  async open(position: number | undefined): Promise<void> {
    const loading = loadDemo(this.spec.demo)
    this.#unsubscribe = this.#connection?.subscribe((state) => this.#onConnection(state))
    try {
      const recordings = await loading
      this.#shelf = new Shelf(recordings)
      if (!this.demo) this.#learnDemo(recordings.demo)
      // The server was faster: lanes that cannot run here can be shown from their recordings only now.
      else if (!this.source) this.#view.onSource(undefined)
    } catch (error) {
      console.warn(`No recordings of ${this.spec.demo}:`, error)
    }
    if (this.isLive) this.#fetchSpare()
    else if (!this.#isDisposed && !this.source) await this.#openRecording(position)
  }

  /** A server is there, or was and is waited for. */
  get isLive(): boolean {
    return this.#connection !== undefined && this.#connection.state.kind !== 'refused'
  }

  get isRunning(): boolean {
    return this.#run !== null && this.#run.state !== 'finished'
  }

  get isViewer(): boolean {
    return this.isLive && this.#connection?.welcome?.role === 'viewer'
  }

  /** The lanes of the pane, in its order. */
  get lanes(): readonly LaneInfo[] {
    const { demo, spec } = this
    if (!demo) return []
    if (spec.lanes.length === 0) return demo.lanes
    return spec.lanes.flatMap((id) => demo.lanes.find((lane) => lane.id === id) ?? [])
  }

  /** Why a lane cannot run here; nothing is missing in a deck without a server. */
  laneProblem(lane: LaneInfo): Problem | undefined {
    return this.isLive && !lane.available ? lane.why : undefined
  }

  get hasRecording(): boolean {
    return this.#shelf.nearest(this.#laneIds(), this.params) !== undefined
  }

  get canReturnToLive(): boolean {
    return this.isLive && this.source !== undefined && this.source.origin.kind !== 'live'
  }

  /** Whether a value of a parameter can be shown or run now. */
  isOffered(name: string, value: number): boolean {
    return this.isLive || this.#shelf.has(this.#laneIds(), name, value)
  }

  /** The clock that the reader holds: the source's own, or that of the finished run, which opens its repeat. */
  get player(): Player | undefined {
    const { source } = this
    if (source?.origin.kind !== 'live' || source.state !== 'finished') return source?.player
    return closedPlayer(this.#longest(), (position, isPlaying) => void this.#openRepeat(position, isPlaying))
  }

  /** What the one large button does now. */
  get mainAction(): 'start' | 'stop' | 'play' | 'pause' {
    if (this.#isConnected || (this.isLive && !this.source?.player)) return this.isRunning ? 'stop' : 'start'
    return this.source?.player?.playing === true ? 'pause' : 'play'
  }

  toggle(): void {
    if (!this.isLive || (!this.#isConnected && this.source?.player)) this.#togglePlayer()
    else if (!this.#slot || !this.#isConnected) this.#playInstead({ kind: 'lost' })
    else if (this.isViewer) this.#say(LABELS.viewer)
    else if (this.isRunning) this.#slot.stop()
    else this.#start(this.#slot)
  }

  setParam(name: string, value: number): void {
    this.params = { ...this.params, [name]: value }
    if (!this.isLive || this.source?.origin.kind === 'recording') void this.#openRecording(undefined, name)
    else this.#fetchSpare()
    this.#view.onChange()
  }

  /** What was recorded of a lane that cannot run here. */
  recordingOf(lane: string): Promise<Recording | undefined> {
    return this.#shelf.lane(lane, this.params)
  }

  acceptsInput(lane: string): boolean {
    return this.source?.origin.kind === 'live' && !this.isViewer && this.source.laneState(lane) === 'running'
  }

  input(lane: string, data: string): void {
    if (this.acceptsInput(lane)) this.#slot?.input(lane, data)
  }

  showRecording(): void {
    void this.#openRecording(undefined)
  }

  /** Enough of this run: it is stopped, and the recording goes on from the same moment. */
  panic(): void {
    if (!this.isLive || this.source?.origin.kind === 'recording') return
    if (!this.hasRecording) return this.#say(LABELS.noRecording)
    const position = this.isRunning ? this.#longest() : 0
    this.#failure = { kind: 'panic' }
    if (this.isRunning && !this.isViewer) this.#slot?.stop()
    this.#say(failoverSentence(this.#failure))
    void this.#playRecording(position)
  }

  /** Another try: a new run, unless one is under way, which is shown then. */
  tryLive(): void {
    if (!this.isLive) return
    if (this.isRunning) this.showLive()
    else if (!this.#slot || !this.#isConnected) this.#playInstead({ kind: 'lost' })
    else if (this.isViewer) this.#say(LABELS.viewer)
    else this.#start(this.#slot)
  }

  /** The reader wants to see the run, however it went: it is not left again by itself. */
  showLive(): void {
    this.#isWitnessed = false
    this.#returnToRun()
  }

  dispose(): void {
    this.#isDisposed = true
    clearTimeout(this.#lostTimer)
    this.#unsubscribe?.()
    this.#slot?.leave(this)
    this.source?.dispose()
  }

  onRun(run: RunInfo | null): void {
    const isNew = run?.id !== this.#run?.id
    this.#run = run
    if (isNew) {
      this.#isWitnessed = run !== null && run.state !== 'finished'
      if (run) this.params = run.params
      this.#fetchSpare()
    }
    if (isNew || this.#failure?.kind === 'lost') this.#returnToRun()
    this.#view.onChange()
  }

  onProblem(problem: Problem): void {
    if (isFailure(problem)) this.#playInstead({ kind: 'problem', problem })
    else this.#say(problemSentence(problem))
  }

  get #isConnected(): boolean {
    return this.#connection?.state.kind === 'open'
  }

  /** A server that comes back tells what is known. */
  #learnDemo(demo: DemoInfo): void {
    if (JSON.stringify(demo) === JSON.stringify(this.demo)) return
    this.demo = demo
    const usual = Object.fromEntries(demo.params.map((param) => [param.name, param.default]))
    this.params = { ...usual, ...this.params }
    this.#view.onSource(this.source)
    this.#view.onChange()
  }

  #onConnection(state: ConnectionState): void {
    clearTimeout(this.#lostTimer)
    if (state.kind === 'open') {
      const demo = state.welcome.demos.find(({ id }) => id === this.spec.demo)
      if (demo) this.#learnDemo(demo)
      this.#slot ??= this.#connection?.follow(this.spec.slot, this)
    } else if (state.kind === 'lost' && this.isRunning && this.source?.origin.kind === 'live')
      this.#lostTimer = setTimeout(() => this.#failOver({ kind: 'lost' }, this.#longest()), PATIENCE_MS)
    else if (state.kind === 'refused' && this.demo) void this.#openRecording(undefined)
    this.#view.onChange()
  }

  /** Runs what can run here; where nothing can, the recording says how it would look. */
  #start(slot: LiveSlot): void {
    const able = this.lanes.filter((lane) => this.laneProblem(lane) === undefined)
    const [first] = this.lanes
    const problem = first && this.laneProblem(first)
    if (able.length === 0 && problem) return this.#playInstead({ kind: 'problem', lane: first.label, problem })
    const lanes = able.map(({ id }) => id)
    slot.start(this.spec.demo, lanes, this.params)
    this.#say(undefined)
  }

  #returnToRun(): void {
    this.#asked++
    this.#failure = undefined
    this.#say(undefined)
    const welcome = this.#connection?.welcome
    if (!this.#run || !this.#slot || !welcome || !this.demo) return this.#show(undefined)
    const origin = { kind: 'live', machine: welcome.machine } as const
    this.#show(new LiveSource(this.#slot, this.#run, origin, this.demo.terminal))
  }

  #show(source: Source | undefined): void {
    this.source?.dispose()
    this.source = source
    this.#view.onSource(source)
    source?.attach(source.origin.kind === 'live' ? this.#judged(this.#view.sink) : this.#view.sink)
    this.#view.onChange()
  }

  /** The view's sink, with an eye on what goes wrong. */
  #judged(sink: Sink): Sink {
    const run = this.#run?.id
    const judge = new RunJudge(
      (lane) => this.lanes.find(({ id }) => id === lane)?.label ?? lane,
      () => this.#run?.id === run && this.#run?.stopped === true,
      this.demo?.view === 'table' ? this.source?.lanes : [],
    )
    return {
      ...sink,
      event: (lane, event) => {
        sink.event(lane, event)
        const failure = judge.judge(lane, event)
        if (failure) this.#failOver(failure, event[0])
      },
    }
  }

  /** The first thing that went wrong decides; the rest follows from it. */
  #failOver(failure: Failure, position: number): void {
    if (this.#failure || this.#isDisposed) return
    this.#failure = failure
    if (!this.#isWitnessed || !this.hasRecording) return this.#say(failureSentence(failure))
    this.#say(failoverSentence(failure))
    // Not from inside the delivery of the event that told of it.
    queueMicrotask(() => void this.#playRecording(position))
  }

  /** There was nothing to fail: the recording is played in place of a run that could not begin. */
  #playInstead(failure: Failure): void {
    if (!this.hasRecording) return this.#say(failureSentence(failure))
    this.#failure = failure
    this.#say(failoverSentence(failure))
    void this.#playRecording(0)
  }

  async #playRecording(position: number): Promise<void> {
    if (await this.#openRecording(position)) this.source?.player?.play()
  }

  /** At its end unless told otherwise; `fixed` is the parameter that the reader has just chosen. */
  async #openRecording(position: number | undefined, fixed?: string): Promise<boolean> {
    const params = this.#shelf.nearest(this.#laneIds(), this.params, fixed)
    if (!this.#failure) this.#say(params ? undefined : LABELS.noRecording)
    if (!params) return false
    const opening = this.#shelf.open(this.#laneIds(), params)
    const isShown = await this.#showSoon(opening, LABELS.brokenRecording, position)
    if (isShown && !this.isLive) this.params = params
    this.#view.onChange()
    return isShown
  }

  async #openRepeat(position: number, isPlaying: boolean): Promise<void> {
    if (!this.#run || !this.#connection) return
    const isShown = await this.#showSoon(loadRepeat(this.#connection, this.#run), LABELS.noRepeat, position)
    if (isShown && isPlaying) this.source?.player?.play()
  }

  /** Shows what is being opened, unless something else was asked for in the meantime. */
  async #showSoon(opening: Promise<Source>, sorry: string, position: number | undefined): Promise<boolean> {
    const asked = ++this.#asked
    const isWanted = (): boolean => asked === this.#asked && !this.#isDisposed
    try {
      const source = await opening
      if (!isWanted()) return false
      source.player?.seek(position ?? source.player.duration)
      this.#show(source)
      return true
    } catch (error) {
      console.warn(sorry, error)
      if (isWanted()) this.#say(sorry)
      return false
    }
  }

  #fetchSpare(): void {
    this.#shelf
      .fetchSpare(this.#laneIds(), this.params)
      .catch((error: unknown) => console.warn('No recording to go over to:', error))
  }

  #laneIds(): string[] {
    return this.lanes.map(({ id }) => id)
  }

  #togglePlayer(): void {
    const player = this.source?.player
    if (player?.playing) player.pause()
    else player?.play()
  }

  #longest(): number {
    const { source } = this
    return source ? Math.max(0, ...source.lanes.map((lane) => source.elapsed(lane))) : 0
  }

  #say(message: string | undefined): void {
    if (this.message === message) return
    this.message = message
    this.#view.onChange()
  }
}

/** Milliseconds without the server after which a run is given up: a socket that was cut comes back much sooner. */
const PATIENCE_MS = 3000
