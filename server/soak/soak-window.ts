/** A window that suffers: it rebuilds what it sees, and can be cut, frozen and deafened in the middle. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { LaneEvent } from '../protocol/events.ts'
import { decodeFrame, type Frame } from '../protocol/frames.ts'
import { PROTOCOL, type ClientMessage, type Role, type RunInfo, type ServerMessage } from '../protocol/messages.ts'
import { LaneCopy } from './lane-copy.ts'

export interface SoakServer {
  readonly port: number
  readonly tokens: Readonly<Record<Role, string>>
  readonly size: { readonly cols: number; readonly rows: number }
}

interface SlotView {
  run: RunInfo | null
  lanes: Map<string, LaneCopy>
}

export class SoakWindow {
  readonly slots = new Map<string, SlotView>()
  /** What broke the protocol's word; anything in it is a failure. */
  readonly faults: string[] = []
  /** It reads and does not acknowledge. */
  isFrozen = false
  /** It was told of output that was left out. */
  wasSkipped = false
  readonly #server: SoakServer
  #socket: WebSocket | undefined
  #channels = new Map<number, { readonly slot: string; readonly lane: string }>()
  /** Slots that are to be watched as soon as the answer to a barrier is here. */
  readonly #barriers = new Set<string>()
  #owed: { channel: number; bytes: number }[] = []

  constructor(
    server: SoakServer,
    readonly role: Role,
  ) {
    this.#server = server
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  /** Connects, or connects again and asks for what it has not got. */
  async connect(): Promise<void> {
    const { port, tokens } = this.#server
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, {
      origin: `http://127.0.0.1:${port}`,
      perMessageDeflate: false,
    })
    this.#socket = socket
    this.#channels.clear()
    this.#barriers.clear()
    this.#owed = []
    this.isFrozen = false
    await once(socket, 'open')
    socket.on('error', () => undefined)
    socket.on('message', (data: Buffer, isBinary) => {
      if (this.#socket !== socket) return
      if (isBinary) this.#takeFrame(decodeFrame(data))
      else this.#take(JSON.parse(data.toString()) as ServerMessage)
    })
    this.send({ type: 'hello', protocol: PROTOCOL, token: tokens[this.role] })
    for (const [slot, view] of this.slots) this.#watch(slot, view)
  }

  /** Asks for what it has not got of a slot; for a slot that it did not watch, for all. */
  watch(slot: string): void {
    if (!this.slots.has(slot)) this.slots.set(slot, { run: null, lanes: new Map() })
    this.#leave(slot)
    // What is on its way belongs to the last watch: only behind the answer to this is the new one's answer sure.
    this.#barriers.add(slot)
    this.send({ type: 'watch', slot: `${BARRIER}${slot}` })
  }

  unwatch(slot: string): void {
    this.#dispose(this.slots.get(slot))
    this.slots.delete(slot)
    this.#leave(slot)
  }

  send(message: ClientMessage): void {
    this.sendRaw(JSON.stringify(message))
  }

  /** Whatever it is. */
  sendRaw(data: string | Uint8Array): void {
    if (this.isOpen) this.#socket?.send(data)
  }

  /** The connection is gone from one moment to the next. */
  cut(): void {
    this.#socket?.terminate()
  }

  /** Nothing is read from the connection any more: it fills up. */
  deafen(): void {
    if (this.isOpen) this.#socket?.pause()
  }

  recover(): void {
    this.#socket?.resume()
    this.isFrozen = false
    for (const { channel, bytes } of this.#owed.splice(0)) this.send({ type: 'ack', channel, bytes })
  }

  describe(): string {
    const slots = [...this.slots].map(([slot, { run, lanes }]) => {
      const places = [...lanes].map(([lane, { next }]) => `${lane} ${next}`)
      return `${slot}: ${run ? `${run.id} ${run.state}` : 'no run'} ${places.join(', ')}`
    })
    return `${this.isOpen ? 'open' : 'closed'}; waits for ${[...this.#barriers].join(', ') || 'nothing'}; ${slots.join('; ')}`
  }

  async close(): Promise<void> {
    for (const view of this.slots.values()) this.#dispose(view)
    if (!this.#socket || this.#socket.readyState === WebSocket.CLOSED) return
    this.#socket.close()
    await once(this.#socket, 'close')
  }

  #watch(slot: string, { run, lanes }: SlotView): void {
    const next = Object.fromEntries([...lanes].map(([lane, copy]) => [lane, copy.next]))
    this.send({ type: 'watch', slot, ...(run && { have: { run: run.id, next } }) })
  }

  #take(message: ServerMessage): void {
    switch (message.type) {
      case 'run':
        return this.#takeRun(message.slot, message.run)
      case 'event':
        return this.#takeEvent(message.channel, message.seq, message.event)
      case 'skipped':
        this.wasSkipped = true
        if (message.bytes <= 0) this.faults.push(`left out ${message.bytes} bytes`)
        return
      case 'refused':
        this.faults.push(`refused: ${message.reason}`)
        return
      case 'welcome':
      case 'problem':
        return
      default:
        return message satisfies never
    }
  }

  #takeRun(slot: string, run: RunInfo | null): void {
    if (slot.startsWith(BARRIER)) return this.#passBarrier(slot.slice(BARRIER.length))
    const view = this.slots.get(slot)
    if (!view || this.#barriers.has(slot)) return
    if (run?.id !== view.run?.id) {
      this.#dispose(view)
      view.lanes = new Map(run?.lanes.map(({ id }) => [id, new LaneCopy(this.#server.size)]))
    }
    view.run = run
    for (const { id, channel } of run?.lanes ?? []) this.#channels.set(channel, { slot, lane: id })
  }

  #takeEvent(channel: number, seq: number, event: LaneEvent): void {
    const copy = this.#copyOf(channel)
    if (!copy) return
    const before = copy.events.get(seq)
    if (before && JSON.stringify(before) !== JSON.stringify(event)) this.faults.push(`event ${seq} is another one now`)
    if (seq < copy.next) this.faults.push(`event ${seq} came twice: ${copy.next} are here`)
    if (seq === copy.next) copy.next++
    copy.events.set(seq, event)
  }

  #takeFrame({ kind, channel, first, next, bytes }: Frame): void {
    const acknowledge = (): void => this.#acknowledge(channel, bytes.length)
    const copy = this.#copyOf(channel)
    if (!copy) return acknowledge()
    if (kind === 'snapshot') copy.clear()
    else if (first !== copy.next) this.faults.push(`frame ${first}…${next} came where ${copy.next} was due`)
    copy.next = next
    copy.write(bytes, acknowledge)
  }

  #acknowledge(channel: number, bytes: number): void {
    if (this.isFrozen) this.#owed.push({ channel, bytes })
    else this.send({ type: 'ack', channel, bytes })
  }

  #copyOf(channel: number): LaneCopy | undefined {
    const { slot, lane } = this.#channels.get(channel) ?? {}
    return slot === undefined || lane === undefined ? undefined : this.slots.get(slot)?.lanes.get(lane)
  }

  #passBarrier(slot: string): void {
    const view = this.slots.get(slot)
    this.send({ type: 'unwatch', slot: `${BARRIER}${slot}` })
    if (this.#barriers.delete(slot) && view) this.#watch(slot, view)
  }

  #leave(slot: string): void {
    for (const [channel, at] of this.#channels) if (at.slot === slot) this.#channels.delete(channel)
    this.send({ type: 'unwatch', slot })
  }

  #dispose(view: SlotView | undefined): void {
    for (const copy of view?.lanes.values() ?? []) copy.dispose()
  }
}

/** Begins the name of a slot that is watched only for the sake of the answer. */
const BARRIER = 'barrier '
