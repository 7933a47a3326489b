/** For tests of the lanes of `echo`: starts a real backend on a free port, and talks to it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { isProblem, prepare } from '../toolchains.ts'

export interface Backend {
  readonly port: number
  readonly process: ChildProcess & { readonly pid: number }
  /** What it has said on stderr until now. */
  readonly errors: () => string
  /** Resolves when it has ended and all that it said is read. */
  readonly end: Promise<End>
}

/** How a backend ended that was to end by itself. */
export interface End {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
  readonly errors: string
}

/** Starts a lane on a port that the kernel chooses, `before` it a wrapper; throws when it does not listen. */
export async function startBackend(file: string, before: readonly string[] = []): Promise<Backend> {
  const { child, end, said } = await start(file, ['0'], before)
  const listening = await Promise.race([end.then(() => null), waitFor(() => /^Слушаю \S+:(\d+)\n/.exec(said().output))])
  if (!listening || child.pid === undefined) throw new Error(`${file}: does not listen; ${JSON.stringify(said())}`)
  return { port: Number(listening[1]), process: child as Backend['process'], errors: () => said().errors, end }
}

/** Runs a lane that cannot listen to its end. */
export async function runBackend(file: string, args: readonly string[]): Promise<End> {
  const { child, end } = await start(file, args, [])
  const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
  return end.finally(() => clearTimeout(late))
}

/** Sends a signal and says what came of it. */
export async function endBackend({ process }: Backend, signal: NodeJS.Signals): Promise<Pick<End, 'code' | 'signal'>> {
  if (process.exitCode === null && process.signalCode === null) {
    const exit = once(process, 'exit')
    process.kill(signal)
    await exit
  }
  return { code: process.exitCode, signal: process.signalCode }
}

const started = new Set<ChildProcess>()

/** Ends what a test that has failed has left. */
export function killBackends(): void {
  for (const child of started) child.kill('SIGKILL')
}

async function start(file: string, args: readonly string[], before: readonly string[]) {
  const program = await prepare(file)
  if (isProblem(program)) throw new Error(JSON.stringify(program))
  const [command = '', ...rest] = [...before, ...program.command, ...args]
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
  started.add(child)
  child.on('exit', () => started.delete(child))
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const end = new Promise<End>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, output, errors }))
  })
  return { child, end, said: () => ({ output, errors }) }
}

/** Polls until there is something. */
export async function waitFor<Found>(
  look: () => Found | null | undefined | false | Promise<Found | null | undefined | false>,
  seconds = 20,
): Promise<Found> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const found = await look()
    if (found) return found
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s in vain: ${look.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** An open connection with TCP_NODELAY. A later failure rejects what is under way and is no event of its own. */
export async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  await once(socket, 'connect')
  socket.on('error', () => {})
  return socket
}

/** Sends all of it and waits for as many bytes back. */
export function exchange(socket: Socket, data: Uint8Array): Promise<Buffer> {
  const back = receive(socket, data.length)
  socket.write(data)
  return back
}

/** The next `size` bytes; rejects when the connection ends before them, or when nothing comes for 20 seconds. */
export function receive(socket: Socket, size: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let length = 0
    const finish = (error?: Error) => {
      socket.off('data', take).off('close', cut).off('end', cut).off('timeout', silent).setTimeout(0).pause()
      if (error) reject(error)
      else resolve(Buffer.concat(parts))
    }
    const take = (part: Buffer) => {
      parts.push(part)
      length += part.length
      if (length >= size) finish()
    }
    const cut = () => finish(new Error(`expected ${size} bytes, got ${length} and the end`))
    const silent = () => finish(new Error(`expected ${size} bytes, got ${length} and silence`))
    if (socket.destroyed || socket.readableEnded) return cut()
    socket.on('data', take).on('close', cut).on('end', cut).on('timeout', silent).setTimeout(20_000).resume()
  })
}

/** Everything until the other side ends, which must not be by a reset. */
export async function receiveAll(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of socket) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** Random bytes in writes of random sizes, each as a packet of its own where the kernel lets it. */
export async function writeInChunks(socket: Socket, data: Uint8Array, most: number): Promise<void> {
  for (let from = 0; from < data.length;) {
    const to = from + randomInt(1, most + 1)
    if (!socket.write(data.subarray(from, to))) await once(socket, 'drain')
    else if (randomInt(4) === 0) await new Promise(setImmediate)
    from = to
  }
}

/** Opens that many connections at once. */
export function openMany(port: number, count: number): Promise<readonly Socket[]> {
  return Promise.all(Array.from({ length: count }, () => open(port)))
}
