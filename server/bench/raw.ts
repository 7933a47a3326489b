/** Figures of the server alone: windows without a browser. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from './client.ts'
import type { Figure } from './figure.ts'
import type { ServerProcess } from './server-process.ts'

/** 50 MB through a window that keeps up: seconds to the end seen, the processor's share, and the memory it takes. */
export async function measureText(server: ServerProcess, rounds: number): Promise<Figure[]> {
  const seconds: number[] = []
  const cpu: number[] = []
  const memory: number[] = []
  const lost: number[] = []
  const idle = server.memory
  for (let round = 0; round < rounds; round++) {
    let peak = idle
    const watch = setInterval(() => (peak = Math.max(peak, server.memory)), 20)
    const spent = server.cpu
    const { text, took } = await textUntilEnd(server)
    seconds.push(took)
    cpu.push(server.cpu - spent)
    clearInterval(watch)
    memory.push(peak - idle)
    lost.push(countLost(text))
  }
  return [
    { name: '50 MB of text through a window without a browser', unit: 's', values: seconds, target: 3 },
    { name: 'processor time of the server for them', unit: 's', values: cpu },
    { name: 'lines lost of the last 1000', unit: 'lines', values: lost, target: 0, of: 'max' },
    { name: 'memory of the server above idle, one window', unit: 'MB', values: memory, target: 40, of: 'max' },
  ]
}

/** Keys typed into one pane while another floods: milliseconds to the answer. */
export async function measureEcho(server: ServerProcess, keys: number): Promise<Figure[]> {
  let heard: (() => void) | undefined
  const client = await Client.enter(server.port, server.tokens.presenter, {
    onFrame: ({ bytes, channel }) => {
      if (bytes.length === 1 && channel !== flood) heard?.()
    },
    onRun: (run) => {
      if (run?.lanes[0]?.id === 'endless') flood = run.lanes[0].channel
    },
  })
  let flood = -1
  const ready = new Promise<void>((resolve) => (heard = resolve))
  client.start('endless')
  await sleep(500)
  client.start('echo')
  await ready
  const times: number[] = []
  for (let key = 0; key < keys; key++) {
    await sleep(10 + (key % 7))
    const began = performance.now()
    await new Promise<void>((resolve) => {
      heard = resolve
      client.send({ type: 'input', slot: 'echo', lane: 'echo', data: 'x' })
    })
    times.push(performance.now() - began)
  }
  for (const slot of ['endless', 'echo']) client.send({ type: 'stop', slot })
  await sleep(1500)
  client.close()
  return [
    { name: 'key to echo beside a flood, no browser', unit: 'ms', values: times, target: 20 },
    { name: 'key to echo beside a flood, no browser', unit: 'ms', values: times, target: 50, of: 'p99' },
  ]
}

/** Ctrl-C into a flood: milliseconds to the program's last word. */
export async function measureInterrupt(server: ServerProcess, rounds: number): Promise<Figure[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    let ended: () => void = () => undefined
    const end = new Promise<void>((resolve) => (ended = resolve))
    let tail = ''
    const client = await Client.enter(server.port, server.tokens.presenter, {
      onFrame: ({ bytes }) => {
        tail = tail.slice(-100) + Buffer.from(bytes).toString()
        if (tail.includes('остановлен')) ended()
      },
    })
    client.start('endless', `interrupt-${round}`)
    await sleep(1500)
    const began = performance.now()
    client.send({ type: 'input', slot: `interrupt-${round}`, lane: 'endless', data: '\u0003' })
    await end
    times.push(performance.now() - began)
    client.close()
  }
  return [{ name: 'Ctrl-C in a flood to its last word, no browser', unit: 'ms', values: times, target: 100 }]
}

/** Share of a core that looking at a thousand threads takes, as the server itself says and as its process shows. */
export async function measureSampler(server: ServerProcess, rounds: number, seconds: number): Promise<Figure[]> {
  const sampler: number[] = []
  const whole: number[] = []
  for (let round = 0; round < rounds; round++) {
    let cost = 0
    const client = await Client.enter(server.port, server.tokens.presenter, {
      onEvent: ([, code, data]) => {
        const signal = code === 's' ? (JSON.parse(data) as { usage?: { cost?: number } }) : {}
        cost = signal.usage?.cost ?? cost
      },
    })
    const spent = server.cpu
    const began = performance.now()
    client.start('threads', 'threads', seconds)
    await sleep(seconds * 1000 + 500)
    const length = (performance.now() - began) / 1000
    client.close()
    sampler.push((cost / length) * 100)
    whole.push(((server.cpu - spent) / length) * 100)
  }
  return [
    { name: 'sampler beside 1000 threads', unit: '% of a core', values: sampler, target: 1 },
    { name: 'the whole server meanwhile', unit: '% of a core', values: whole },
  ]
}

async function textUntilEnd(server: ServerProcess): Promise<{ text: string; took: number }> {
  let frames: Buffer[] = []
  let ended: () => void = () => undefined
  const end = new Promise<void>((resolve) => (ended = resolve))
  let finish: () => void = () => undefined
  const finished = new Promise<void>((resolve) => (finish = resolve))
  const client = await Client.enter(server.port, server.tokens.presenter, {
    onRun: (run) => run?.state === 'finished' && finish(),
    onFrame: ({ kind, bytes }) => {
      if (kind === 'snapshot') frames = []
      frames.push(Buffer.from(bytes))
      if (Buffer.from(bytes.subarray(-200)).includes('конец')) ended()
    },
  })
  const began = performance.now()
  client.start('text')
  await end
  const took = (performance.now() - began) / 1000
  await finished
  // The scrollback follows when the lane has been quiet for a moment.
  await sleep(300)
  client.close()
  return { text: Buffer.concat(frames).toString(), took }
}

/** Of the last thousand numbered lines before the end: those that are not there. */
export function countLost(text: string): number {
  const numbers = [...text.matchAll(/(\d{8}) поток/g)].map(([, number]) => Number(number))
  const last = numbers.at(-1) ?? 0
  const present = new Set(numbers)
  let lost = 0
  for (let number = last; number > last - 1000; number--) if (!present.has(number)) lost++
  return last === LAST_LINE ? lost : 1000
}

const LINE = '00000000 поток ждёт, сопроцедура уступает, ядро считает переключения; the quick brown fox \n'
const LAST_LINE = Math.floor((50 * 2 ** 20) / Buffer.byteLength(LINE)) - 1
