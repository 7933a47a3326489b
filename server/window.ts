/** One connection: a window of the deck, what it watches and what it may do. */
import type { Catalogue } from './catalog.ts'
import { Feed, type Outlet } from './feed.ts'
import type { ClientMessage, Have, Role, RunInfo } from './protocol/messages.ts'
import type { Problem } from './protocol/events.ts'
import { checkRequest, RequestError } from './request.ts'
import { Run } from './run.ts'
import type { Stage } from './stage.ts'

export class Window {
  readonly #watches = new Map<string, Watch>()
  readonly #feeds = new Map<number, Feed>()
  #channels = 0

  constructor(
    readonly role: Role,
    readonly catalogue: Catalogue,
    readonly stage: Stage,
    readonly outlet: Outlet,
  ) {}

  /** Does what a message asks for; what cannot be done comes back as a `problem`. */
  receive(message: Exclude<ClientMessage, { type: 'hello' }>): void {
    switch (message.type) {
      case 'watch':
        return this.#watch(message.slot, message.have)
      case 'unwatch':
        return this.#unwatch(message.slot)
      case 'ack':
        return this.#feeds.get(message.channel)?.acknowledge(message.bytes)
      case 'start':
      case 'stop':
      case 'input':
        return this.#command(message)
      default:
        return message satisfies never
    }
  }

  dispose(): void {
    for (const slot of this.#watches.keys()) this.#unwatch(slot)
  }

  #command(message: Extract<ClientMessage, { type: 'start' | 'stop' | 'input' }>): void {
    const { slot } = message
    const say = (problem: Problem): void => this.outlet.send({ type: 'problem', slot, problem })
    if (this.role !== 'presenter') return say({ code: 'not-allowed', what: `${message.type} by a viewer` })
    if (message.type === 'stop') return this.stage.stop(slot) ? undefined : say({ code: 'no-run', slot })
    if (message.type === 'input')
      return this.stage.run(slot)?.input(message.lane, message.data) === true
        ? undefined
        : say({ code: 'no-run', slot })
    try {
      const request = checkRequest(this.catalogue, message)
      this.stage.start(slot, () => new Run(request))
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      say(error.problem)
    }
  }

  #watch(slot: string, have: Have | undefined): void {
    this.#unwatch(slot)
    if (this.#watches.size >= WATCHES) {
      this.outlet.send({ type: 'problem', slot, problem: { code: 'not-allowed', what: `more than ${WATCHES} panes` } })
      return
    }
    const watch: Watch = { run: undefined, channels: [], end: this.stage.watch(slot, () => this.#show(slot)) }
    this.#watches.set(slot, watch)
    this.#show(slot, have)
  }

  #unwatch(slot: string): void {
    const watch = this.#watches.get(slot)
    if (!watch) return
    watch.end()
    this.#closeFeeds(watch)
    this.#watches.delete(slot)
  }

  /** Sends what the slot holds; a run that is new to this window gets its channels first. */
  #show(slot: string, have?: Have): void {
    const watch = this.#watches.get(slot)
    if (!watch) return
    const run = this.stage.run(slot)
    const isNew = run !== watch.run
    if (isNew) {
      this.#closeFeeds(watch)
      watch.run = run
      watch.channels = run?.lanes.map(() => ++this.#channels) ?? []
    }
    this.outlet.send({ type: 'run', slot, run: run ? describeRun(run, watch.channels, this.stage.place(run)) : null })
    if (!run || !isNew) return
    for (const [index, { lane, screen }] of run.lanes.entries()) {
      const channel = watch.channels[index] as number
      const feed = new Feed(channel, screen, this.outlet, have?.run === run.id ? have.next[lane.id] : 0)
      this.#feeds.set(channel, feed)
      feed.pump()
    }
  }

  #closeFeeds(watch: Watch): void {
    for (const channel of watch.channels) {
      this.#feeds.get(channel)?.dispose()
      this.#feeds.delete(channel)
    }
  }
}

interface Watch {
  run: Run | undefined
  /** One for each lane of the run. */
  channels: number[]
  readonly end: () => void
}

/** Panes that one window may watch. */
const WATCHES = 64

function describeRun(run: Run, channels: readonly number[], place: number | undefined): RunInfo {
  const now = performance.now()
  return {
    id: run.id,
    demo: run.request.demo.id,
    params: run.request.params,
    state: run.state,
    startedAt: run.startedAt.toISOString(),
    ...(place !== undefined && { place }),
    ...(run.stopped && { stopped: true as const }),
    lanes: run.lanes.map(({ lane, state, began }, index) => ({
      id: lane.id,
      channel: channels[index] as number,
      state,
      ...(began !== undefined && { offset: (began - run.began) / 1000, elapsed: (now - began) / 1000 }),
    })),
  }
}
