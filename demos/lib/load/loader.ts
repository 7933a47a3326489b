/**
 * The load where there is no C compiler: loader.c in Node, with the same arguments, lines and checks (loader-protocol.ts). It
 * carries less than the C one, so it is the sooner saturated; its thinking is in whole milliseconds, right on average; and Node
 * has one thread for this: THREADS is taken and means 1.
 */
import { lookup } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { whole } from '../args.ts'
import { Histogram, nearestRank } from './histogram.ts'
import type { Fault, LoaderLine } from './loader-protocol.ts'
import { LEAST_BYTES, Messages } from './messages.ts'

/** Connections being opened at once: the shortest usual backlog. */
const IN_FLIGHT = 128
/** Milliseconds: nobody listens when none was accepted for so long. */
const REFUSED_FOR = 3000
/** No more will come when the last one came so long ago. */
const STALLED_FOR = 10_000
/** After `stop`. */
const ANSWER_FOR = 10_000
/** Between two attempts to connect. */
const LONGEST_PAUSE = 500
/** What this machine says when it gives no more descriptors or memory. */
const EXHAUSTED = ['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS']

interface Connection {
  readonly index: number
  state: 'unopened' | 'retrying' | 'connecting' | 'idle' | 'busy' | 'thinking'
  attempts: number
  socket?: Socket
  /** The one under way; written to the socket without a copy, and not touched before the answer is whole. */
  message?: Buffer
  received: number
  /** Of the message under way: so many were answered. */
  sequence: number
  /** `sequence` when the window began. */
  atMark: number
  /** When the message was sent, nanoseconds. */
  since: number
}

const { host, port, asked, bytes, think } = readArguments()
const addresses = await resolve()
const messages = new Messages(bytes)
/** One for all: a read is compared before the next one begins. */
const incoming = Buffer.allocUnsafe(65_536)
const connections: readonly Connection[] = Array.from({ length: asked }, (_, index) => ({
  index,
  state: 'unopened',
  attempts: 0,
  received: 0,
  sequence: 0,
  atMark: 0,
  since: 0,
}))
let open = 0
let underWay = 0
let onAllAnswered: (() => void) | undefined
let stopping = false
let histogram = new Histogram()
let windowBegan = 0
let windowUsage = process.cpuUsage()

async function main(): Promise<void> {
  process.stdout.on('error', () => process.exit(1)) // whoever reads has gone
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  await openAll()
  await followCommands(lines)
  await stop()
}

function readArguments(): { host: string; port: number; asked: number; bytes: number; think: number } {
  const { length } = process.argv
  if (length < 5 || length > 8) {
    process.stderr.write('Нужно: loader HOST PORT CONNECTIONS [BYTES=64] [RATE=0] [THREADS=1]\n')
    process.exit(2)
  }
  const port = number(2, 'PORT', 0, 1, 65_535)
  const asked = number(3, 'CONNECTIONS', 0, 1, 10_000_000)
  const bytes = number(4, 'BYTES', 64, LEAST_BYTES, 2 ** 26)
  const rate = number(5, 'RATE', 0, 0, 2 ** 31 - 1)
  number(6, 'THREADS', 1, 1, 1024)
  return { host: process.argv[2] ?? '', port, asked, bytes, think: rate > 0 ? (1000 * asked) / rate : 0 }
}

function number(position: number, name: string, usual: number, least: number, most: number): number {
  const value = whole(position, name, usual, least)
  if (value <= most) return value
  process.stderr.write(`${name}: нужно целое число не больше ${most}, а не «${process.argv[position + 1]}»\n`)
  return process.exit(2)
}

async function resolve(): Promise<readonly string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address)
  } catch (error) {
    process.stderr.write(`HOST: «${host}» — не адрес и не имя: ${(error as Error).message}\n`)
    return process.exit(2)
  }
}

function say(line: LoaderLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

function fault(kind: Fault['kind'], detail: string, connection?: number): never {
  say({ fault: { kind, ...(connection === undefined ? {} : { connection }), detail } })
  return process.exit(1)
}

/** Says `connected`, or that not one could be opened. */
async function openAll(): Promise<void> {
  const began = performance.now()
  const { retries, error } = await new Opening().ended
  const seconds = round((performance.now() - began) / 1000, 6)
  if (open === 0)
    fault(
      'refused',
      `expected ${asked} connections to ${host} port ${port}, got none in ${seconds.toFixed(1)} s: ${error}`,
    )
  const limit = open < asked ? { limit: nameLimit(error) } : {}
  say({ connected: { asked, got: open, retries, seconds, ...limit } })
}

/** Opens all connections, a bounded number at a time, until they are open or no more will be. */
class Opening {
  readonly ended: Promise<{ retries: number; error: string }>
  #end: (value: { retries: number; error: string }) => void = () => {}
  #next = 0
  #inFlight = 0
  #retries = 0
  /** Why a connection could not be opened; empty since one could. */
  #error = ''
  /** The error that says that this machine gives no more. */
  #exhausted = ''
  #goodAddress = -1
  #timer: NodeJS.Timeout | undefined

  constructor() {
    this.ended = new Promise((resolve) => (this.#end = resolve))
    this.#openMore()
    this.#expectProgress(STALLED_FOR)
  }

  #openMore(): void {
    while (this.#inFlight < IN_FLIGHT && this.#next < asked) {
      const connection = connections[this.#next++]
      if (!connection) break
      this.#inFlight++
      this.#open(connection)
    }
    if (this.#inFlight === 0) this.#finish()
  }

  #open(connection: Connection): void {
    // A name may stand for several addresses and only one of them be listened on: the one that answered is kept to.
    const index = this.#goodAddress >= 0 ? this.#goodAddress : connection.attempts % addresses.length
    connection.state = 'connecting'
    const socket = connect({
      host: addresses[index],
      port,
      noDelay: true,
      onread: {
        buffer: incoming,
        callback: (length) => {
          receive(connection, length)
          return true
        },
      },
    })
    connection.socket = socket
    socket.on('connect', () => {
      if (connection.socket !== socket) return
      this.#goodAddress = index
      this.#onOpened(connection)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (connection.state === 'connecting' && connection.socket === socket) this.#onFailed(connection, error)
      else onClosed(connection, error.message)
    })
    socket.on('end', () => onClosed(connection, 'the end of the connection'))
  }

  #onOpened(connection: Connection): void {
    connection.state = 'idle'
    open++
    this.#inFlight--
    this.#error = ''
    this.#expectProgress(STALLED_FOR)
    this.#openMore()
  }

  /** Tries again later, or, where this machine gives no more, asks for no more. */
  #onFailed(connection: Connection, { code, message }: NodeJS.ErrnoException): void {
    connection.socket?.destroy()
    // Silence is not a refusal: a packet may have been lost.
    if (open === 0 && this.#error === '') this.#expectProgress(REFUSED_FOR)
    this.#error = code ?? message
    if (EXHAUSTED.includes(this.#error)) {
      this.#exhausted = this.#error
      connection.state = 'unopened'
      this.#inFlight--
      this.#next = asked
      if (this.#inFlight === 0) this.#finish()
      return
    }
    this.#retries++
    connection.state = 'retrying'
    const pause = Math.min(LONGEST_PAUSE, 10 * 2 ** connection.attempts++)
    setTimeout(() => {
      if (connection.state === 'retrying') this.#open(connection)
    }, pause)
  }

  #expectProgress(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#finish(), milliseconds)
  }

  #finish(): void {
    clearTimeout(this.#timer)
    for (const connection of connections) {
      if (connection.state === 'idle') continue
      connection.state = 'unopened'
      connection.socket?.destroy()
    }
    this.#end({ retries: this.#retries, error: this.#exhausted || this.#error || 'ETIMEDOUT' })
  }
}

/** What stopped the opening of connections, by name and value where it is a limit. */
function nameLimit(error: string): string {
  if (error === 'EMFILE') return `RLIMIT_NOFILE = ${descriptors()}`
  const [name, path] =
    error === 'EADDRNOTAVAIL'
      ? ['net.ipv4.ip_local_port_range', '/proc/sys/net/ipv4/ip_local_port_range']
      : ['fs.file-max', '/proc/sys/fs/file-max']
  if (process.platform !== 'linux' || !['EADDRNOTAVAIL', 'ENFILE'].includes(error)) return error
  const [first = '', last] = readFileSync(path, 'utf8').trim().split(/\s+/)
  return last === undefined
    ? `${name} = ${first}`
    : `${name} = ${first} ${last} (${Number(last) - Number(first) + 1} ports)`
}

/** The soft limit, which Node has raised to the hard one when it started. */
function descriptors(): string {
  const report = process.report.getReport() as unknown as { userLimits: { open_files: { soft: number | string } } }
  return String(report.userLimits.open_files.soft)
}

/** Until `stop` or the end of the input. */
async function followCommands(lines: AsyncIterator<string>): Promise<void> {
  let started = false
  for (let line = await lines.next(); !line.done && line.value !== 'stop'; line = await lines.next()) {
    if (line.value === 'start' && !started) {
      start()
      started = true
    } else if (line.value === 'mark' && started) {
      endWindow()
    } else {
      process.stderr.write(`loader: expected «start» once, then «mark» or «stop», not «${line.value}»\n`)
      process.exit(2)
    }
  }
}

function start(): void {
  windowUsage = process.cpuUsage()
  windowBegan = now()
  for (const connection of connections) {
    if (connection.state !== 'idle') continue
    // Not all at once: the first pause is a random part of the usual one.
    if (think > 0) sendAfter(connection, think * Math.random())
    else send(connection, now())
  }
}

/** Says the window that ended and begins the next. */
function endWindow(): void {
  const time = now()
  const usage = process.cpuUsage(windowUsage)
  const counts = connections
    .filter(({ state }) => state !== 'unopened')
    .map(({ sequence, atMark }) => sequence - atMark)
    .toSorted((a, b) => a - b)
  const countAt = (percent: number): number => counts[nearestRank(percent, counts.length) - 1] ?? 0
  const us = (nanoseconds: number): number => round(nanoseconds / 1000, 3)
  const { count, mean, max } = histogram
  const latency = {
    mean: us(mean),
    p50: us(histogram.percentile(50)),
    p95: us(histogram.percentile(95)),
    p99: us(histogram.percentile(99)),
    max: us(max),
  }
  say({
    window: {
      seconds: round((time - windowBegan) / 1e9, 9),
      messages: count,
      ...(count > 0 ? { latency_us: latency } : {}),
      per_connection: {
        least: counts[0] ?? 0,
        p5: countAt(5),
        p50: countAt(50),
        p95: countAt(95),
        most: counts.at(-1) ?? 0,
      },
      cpu: { user: usage.user / 1e6, system: usage.system / 1e6 },
    },
  })
  for (const connection of connections) connection.atMark = connection.sequence
  histogram = new Histogram()
  windowBegan = time
  windowUsage = process.cpuUsage()
}

/** Waits for what is under way and ends the program. */
async function stop(): Promise<void> {
  stopping = true
  await new Promise<void>((resolve) => {
    onAllAnswered = resolve
    if (underWay === 0) resolve()
    else setTimeout(resolve, ANSWER_FOR)
  })
  const answered = connections.reduce((sum, { sequence }) => sum + sequence, 0)
  say({ stopped: { messages: answered, unanswered: underWay } })
  if (underWay > 0) {
    const seconds = ANSWER_FOR / 1000
    fault(
      'unanswered',
      `expected an answer within ${seconds} s after «stop», got none on ${underWay} of the connections`,
    )
  }
  process.exit(0)
}

/** Nanoseconds. */
function now(): number {
  return Math.round(performance.now() * 1e6)
}

function sendAfter(connection: Connection, milliseconds: number): void {
  connection.state = 'thinking'
  const send = (): void => {
    if (stopping) connection.state = 'idle'
    else sendNow(connection)
  }
  // A timer takes whole milliseconds: rounded at random, so that the mean is kept.
  const pause = Math.floor(milliseconds + Math.random())
  if (pause > 0) setTimeout(send, pause)
  else setImmediate(send)
}

function sendNow(connection: Connection): void {
  send(connection, now())
}

/** `time` is now: the message's latency counts from it. */
function send(connection: Connection, time: number): void {
  const message = (connection.message ??= Buffer.allocUnsafe(bytes))
  messages.fill(message, connection.sequence, connection.index)
  connection.state = 'busy'
  connection.since = time
  connection.received = 0
  underWay++
  connection.socket?.write(message)
}

/** `length` bytes of `incoming` have come. */
function receive(connection: Connection, length: number): void {
  const { message, received, sequence, index, state } = connection
  const end = received + length
  if (state !== 'busy' || !message)
    fault(
      'wrong',
      `expected nothing between messages ${sequence - 1} and ${sequence}, got ${length} bytes or more`,
      index,
    )
  if (end > bytes) fault('wrong', `message ${sequence}: expected ${bytes} bytes back, got ${end} or more`, index)
  if (message.compare(incoming, 0, length, received, end) !== 0) reportWrong(connection, message, length)
  connection.received = end
  if (end === bytes) onAnswered(connection)
}

function onAnswered(connection: Connection): void {
  const time = now()
  histogram.record(time - connection.since)
  connection.sequence++
  underWay--
  if (stopping) {
    connection.state = 'idle'
    if (underWay === 0) onAllAnswered?.()
  } else if (think > 0) sendAfter(connection, think * (0.5 + Math.random()))
  else send(connection, time)
}

/** Names the first byte that differs and, where the bytes are those of another message, that. */
function reportWrong({ index, sequence, received }: Connection, message: Buffer, length: number): never {
  const came = incoming.subarray(0, length)
  const at = came.findIndex((byte, position) => byte !== message[received + position])
  const hex = (byte: number | undefined): string => `0x${(byte ?? 0).toString(16).padStart(2, '0')}`
  const what = `message ${sequence}, byte ${received + at} of ${bytes}: expected ${hex(message[received + at])}, got ${hex(came[at])}`
  const owner = received === 0 && at < LEAST_BYTES ? messages.ownerOf(came) : undefined
  const whose = owner ? `; it is message ${owner.sequence} of connection ${owner.connection}` : ''
  return fault('wrong', what + whose, index)
}

function onClosed(connection: Connection, why: string): void {
  const { state, sequence, received, index } = connection
  if (state === 'unopened' || state === 'retrying') return
  if (stopping && state === 'idle') return // it has been of use
  fault('closed', `message ${sequence}: expected ${bytes} bytes back, got ${received} and then ${why}`, index)
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

await main()
