/** One slot as this window follows it: the run in it, its lanes' sequence, and the sinks that show it. */
import { signalEvent, type LaneEvent, type Problem } from '../../../server/protocol/events.ts'
import type { Frame } from '../../../server/protocol/frames.ts'
import type { ClientMessage, Have, Params, RunInfo, RunLaneInfo } from '../../../server/protocol/messages.ts'
import type { Sink } from '../source/source.ts'
import { Credit } from './credit.ts'
import { LaneInbox } from './lane-inbox.ts'

export interface SlotListener {
  /** The slot holds another run, or its run is in another state. */
  onRun(run: RunInfo | null): void
  onProblem(problem: Problem): void
}

export interface LiveLane {
  readonly id: string
  readonly inbox: LaneInbox
  info: RunLaneInfo
  /** Milliseconds of performance.now, when `info` came. */
  heardAt: number
  credit: Credit
}

export class LiveSlot {
  run: RunInfo | null = null
  readonly name: string
  readonly #send: (message: ClientMessage) => boolean
  readonly #onEmpty: () => void
  readonly #listeners = new Set<SlotListener>()
  readonly #sinks = new Set<Sink>()
  #lanes: readonly LiveLane[] = []
  /** Whether the answer to the last `watch` begins from nothing. */
  #isFresh = true
  /** Output came while no sink was there to show it. */
  #isUnseen = false

  constructor(name: string, send: (message: ClientMessage) => boolean, onEmpty: () => void) {
    this.name = name
    this.#send = send
    this.#onEmpty = onEmpty
  }

  join(listener: SlotListener): void {
    this.#listeners.add(listener)
    if (this.run) listener.onRun(this.run)
  }

  leave(listener: SlotListener): void {
    this.#listeners.delete(listener)
    if (this.#listeners.size > 0) return
    this.#send({ type: 'unwatch', slot: this.name })
    this.#onEmpty()
  }

  /** False where the server is out of reach. */
  start(demo: string, lanes: readonly string[], params: Params): boolean {
    return this.#send({ type: 'start', slot: this.name, demo, lanes, params })
  }

  stop(): boolean {
    return this.#send({ type: 'stop', slot: this.name })
  }

  input(lane: string, data: string): void {
    this.#send({ type: 'input', slot: this.name, lane, data })
  }

  lane(id: string): LiveLane | undefined {
    return this.#lanes.find((lane) => lane.id === id)
  }

  /** The sink gets what is known at once, and the screens as soon as the server has sent them again. */
  attach(sink: Sink): void {
    this.#sinks.add(sink)
    for (const { id, inbox } of this.#lanes) {
      sink.restart(id)
      for (const event of inbox.events) sink.event(id, event)
    }
    if (this.#isUnseen || this.#lanes.some(({ inbox }) => inbox.next > 0)) this.#watchAnew()
  }

  detach(sink: Sink): void {
    this.#sinks.delete(sink)
  }

  /** Follows the slot on a new connection from where the last one ended. */
  watch(): void {
    const { run } = this
    if (!run || this.#isUnseen) return this.#watchAnew()
    const next = Object.fromEntries(this.#lanes.map(({ id, inbox }) => [id, inbox.next]))
    this.#isFresh = false
    this.#closeChannels()
    this.#send({ type: 'watch', slot: this.name, have: { run: run.id, next } satisfies Have })
  }

  /** The server that knew this run is gone. */
  forget(): void {
    this.receiveRun(null)
  }

  hasChannel(channel: number): boolean {
    return this.#lanes.some(({ info }) => info.channel === channel)
  }

  receiveRun(run: RunInfo | null): void {
    if (run === null || run.id !== this.run?.id) this.#lanes = (run?.lanes ?? []).map((info) => this.#makeLane(info))
    else for (const lane of this.#lanes) this.#updateLane(lane, run.lanes.find(({ id }) => id === lane.id) ?? lane.info)
    if (run?.id !== this.run?.id) this.#isUnseen = false
    this.run = run
    for (const listener of this.#listeners) listener.onRun(run)
    for (const sink of this.#sinks) sink.changed()
  }

  receiveProblem(problem: Problem): void {
    for (const listener of this.#listeners) listener.onProblem(problem)
  }

  receiveEvent(channel: number, seq: number, event: LaneEvent): void {
    const lane = this.#byChannel(channel)
    if (!lane?.inbox.takeEvent(seq, event)) return
    for (const sink of this.#sinks) sink.event(lane.id, event)
  }

  /** As a recording says it: bytes that came and went before this window could show them. */
  receiveSkipped(channel: number, bytes: number): void {
    const lane = this.#byChannel(channel)
    if (lane) for (const sink of this.#sinks) sink.event(lane.id, signalEvent(0, { skipped: bytes }))
  }

  receiveFrame(frame: Frame): void {
    const lane = this.#byChannel(frame.channel)
    if (!lane) return
    const parsed = lane.credit.take(frame.bytes.length)
    const verdict = lane.inbox.takeFrame(frame)
    switch (verdict) {
      case 'show':
        return this.#output(lane.id, frame.bytes, parsed)
      case 'replace':
        for (const sink of this.#sinks) sink.clear(lane.id)
        return this.#output(lane.id, frame.bytes, parsed)
      case 'drop':
        return parsed()
      case 'gap':
        console.warn(`Lane ${lane.id}: expected event ${lane.inbox.next}, got ${frame.first}; asking for all anew.`)
        return this.#watchAnew()
      default:
        return verdict satisfies never
    }
  }

  #output(lane: string, bytes: Uint8Array, parsed: () => void): void {
    let waiting = this.#sinks.size
    if (waiting === 0) {
      this.#isUnseen = true
      parsed()
    }
    for (const sink of this.#sinks)
      sink.output(lane, bytes, () => {
        if (--waiting === 0) parsed()
      })
  }

  #watchAnew(): void {
    this.#isFresh = true
    this.#isUnseen = false
    this.#closeChannels()
    this.#send({ type: 'watch', slot: this.name })
  }

  /** The answer to a watch names new ones; what is still on its way through the old ones is of no use. */
  #closeChannels(): void {
    for (const lane of this.#lanes) lane.info = { ...lane.info, channel: CLOSED }
  }

  #makeLane(info: RunLaneInfo): LiveLane {
    const { id, channel } = info
    return { id, info, inbox: new LaneInbox(), heardAt: performance.now(), credit: this.#openCredit(channel) }
  }

  /** Another channel means another watch: its credit begins anew, and so does the screen unless we said what we have. */
  #updateLane(lane: LiveLane, info: RunLaneInfo): void {
    if (info.channel !== lane.info.channel) {
      lane.credit = this.#openCredit(info.channel)
      if (this.#isFresh) {
        lane.inbox.loseScreen()
        for (const sink of this.#sinks) sink.clear(lane.id)
      }
    }
    lane.info = info
    lane.heardAt = performance.now()
  }

  #openCredit(channel: number): Credit {
    return new Credit((bytes) => this.#send({ type: 'ack', channel, bytes }))
  }

  #byChannel(channel: number): LiveLane | undefined {
    return this.#lanes.find(({ info }) => info.channel === channel)
  }
}

/** No frame carries it: channels are counted from 1. */
const CLOSED = -1
