/** The one socket of this window: it greets, reconnects by itself and hands each message to the slot it is for. */
import { decodeFrame } from '../../../server/protocol/frames.ts'
import { PROTOCOL, type ClientMessage, type ServerMessage } from '../../../server/protocol/messages.ts'
import { backoff } from './backoff.ts'
import { LiveSlot, type SlotListener } from './live-slot.ts'

export type Welcome = Extract<ServerMessage, { type: 'welcome' }>

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly welcome: Welcome }
  | { readonly kind: 'lost' }
  | { readonly kind: 'refused'; readonly reason: 'token' | 'protocol' | 'hello' }

export class Connection {
  state: ConnectionState = { kind: 'connecting' }
  /** What the server said last; it stays when the connection is lost. */
  welcome: Welcome | undefined
  readonly #token: string
  readonly #slots = new Map<string, LiveSlot>()
  readonly #listeners = new Set<(state: ConnectionState) => void>()
  #socket: WebSocket | undefined
  #attempt = 0

  constructor(token: string) {
    this.#token = token
    this.#connect()
  }

  /** Called with the state now and with every later one; gives back what ends it. */
  subscribe(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener)
    listener(this.state)
    return () => this.#listeners.delete(listener)
  }

  /** Follows a slot until the last of its listeners leaves. */
  follow(name: string, listener: SlotListener): LiveSlot {
    const slot = this.#slots.get(name) ?? this.#openSlot(name)
    slot.join(listener)
    return slot
  }

  /** False where nobody is there to hear it. */
  send(message: ClientMessage): boolean {
    if (this.state.kind !== 'open' || this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(JSON.stringify(message))
    return true
  }

  /** The recording of a finished run. Throws a sentence where it is gone. */
  async fetchRun(run: string, lane: string): Promise<string> {
    const response = await fetch(new URL(`runs/${run}/${lane}.cast`, document.baseURI), {
      headers: { Authorization: `Bearer ${this.#token}` },
    })
    if (!response.ok) throw new Error(`Expected the run ${run} of ${lane}, got status ${response.status}.`)
    return response.text()
  }

  #openSlot(name: string): LiveSlot {
    const slot = new LiveSlot(
      name,
      (message) => this.send(message),
      () => this.#slots.delete(name),
    )
    this.#slots.set(name, slot)
    if (this.state.kind === 'open') slot.watch()
    return slot
  }

  #connect(): void {
    const url = new URL('socket', document.baseURI)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    const socket = new WebSocket(url)
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('open', () =>
      socket.send(JSON.stringify({ type: 'hello', protocol: PROTOCOL, token: this.#token } satisfies ClientMessage)),
    )
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => this.#receive(data))
    socket.addEventListener('close', () => this.#lose())
    this.#socket = socket
  }

  #lose(): void {
    if (this.state.kind === 'refused') return
    if (this.state.kind === 'open') this.#attempt = 0
    setTimeout(() => this.#connect(), backoff(this.#attempt++))
    if (this.state.kind !== 'lost') this.#become({ kind: 'lost' })
  }

  #receive(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') return this.#receiveFrame(new Uint8Array(data))
    const message = JSON.parse(data) as ServerMessage
    switch (message.type) {
      case 'welcome':
        return this.#greet(message)
      case 'refused':
        return this.#become({ kind: 'refused', reason: message.reason })
      case 'run':
        return this.#slots.get(message.slot)?.receiveRun(message.run)
      case 'event':
        return this.#slotOf(message.channel)?.receiveEvent(message.channel, message.seq, message.event)
      case 'skipped':
        return this.#slotOf(message.channel)?.receiveSkipped(message.channel, message.bytes)
      case 'problem':
        if (message.slot !== undefined) return this.#slots.get(message.slot)?.receiveProblem(message.problem)
        console.warn('The server reports a problem:', message.problem)
        return
      default:
        return message satisfies never
    }
  }

  #receiveFrame(data: Uint8Array): void {
    const frame = decodeFrame(data)
    this.#slotOf(frame.channel)?.receiveFrame(frame)
  }

  /** A channel that no slot knows is one of a watch that has ended. */
  #slotOf(channel: number): LiveSlot | undefined {
    return [...this.#slots.values()].find((slot) => slot.hasChannel(channel))
  }

  #greet(welcome: Welcome): void {
    const isRestarted = this.welcome !== undefined && this.welcome.boot !== welcome.boot
    this.welcome = welcome
    this.#become({ kind: 'open', welcome })
    for (const slot of this.#slots.values()) {
      if (isRestarted) slot.forget()
      slot.watch()
    }
  }

  #become(state: ConnectionState): void {
    this.state = state
    for (const listener of this.#listeners) listener(state)
  }
}
