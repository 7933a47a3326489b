/** A window without a screen: it speaks the protocol, acknowledges what it gets, and tells its owner. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { LaneEvent } from '../protocol/events.ts'
import { decodeFrame, type Frame } from '../protocol/frames.ts'
import { PROTOCOL, type ClientMessage, type RunInfo, type ServerMessage } from '../protocol/messages.ts'

export interface ClientListener {
  readonly onFrame?: (frame: Frame) => void
  readonly onEvent?: (event: LaneEvent) => void
  readonly onRun?: (run: RunInfo | null) => void
  readonly onProblem?: (problem: unknown) => void
}

export class Client {
  readonly socket: WebSocket
  /** Bytes on the socket, headers and JSON too. */
  received = 0
  readonly #listener: ClientListener

  private constructor(socket: WebSocket, listener: ClientListener) {
    this.socket = socket
    this.#listener = listener
    socket.on('message', (data: Buffer, isBinary) => this.#receive(data, isBinary))
  }

  static async enter(port: number, token: string, listener: ClientListener = {}): Promise<Client> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, {
      origin: `http://127.0.0.1:${port}`,
      perMessageDeflate: false,
    })
    await once(socket, 'open')
    const client = new Client(socket, listener)
    client.send({ type: 'hello', protocol: PROTOCOL, token })
    await once(socket, 'message')
    return client
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message))
  }

  /** Starts a lane of the bench's demo in a slot and watches it: in this order it sees nothing of an earlier run. */
  start(lane: string, slot = lane, seconds = 600): void {
    this.send({ type: 'start', slot, demo: 'load', lanes: [lane], params: { seconds } })
    this.send({ type: 'watch', slot })
  }

  close(): void {
    this.socket.close()
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.received += data.length
    if (isBinary) {
      const frame = decodeFrame(data)
      this.#listener.onFrame?.(frame)
      this.send({ type: 'ack', channel: frame.channel, bytes: frame.bytes.length })
      return
    }
    const message = JSON.parse(data.toString()) as ServerMessage
    if (message.type === 'event') this.#listener.onEvent?.(message.event)
    else if (message.type === 'run') this.#listener.onRun?.(message.run)
    else if (message.type === 'problem') this.#listener.onProblem?.(message.problem)
  }
}
