/** The viewers of `viewers.ts`. */
import { createHash, type Hash } from 'node:crypto'
import { Client } from './client.ts'
import { quantile } from './figure.ts'
import type { ViewersReport } from './viewers.ts'

interface Order {
  readonly port: number
  readonly token: string
  readonly count: number
  readonly slot: string
}

const digests: Hash[] = []
const latencies: number[] = []

process.on('message', (message: Order | 'report') => {
  if (message === 'report') process.send?.(report())
  else void enter(message).then(() => process.send?.('ready'))
})

async function enter({ port, token, count, slot }: Order): Promise<void> {
  for (let index = 0; index < count; index++) {
    const digest = createHash('sha256')
    digests.push(digest)
    const client = await Client.enter(port, token, {
      onFrame: ({ bytes }) => {
        const now = process.hrtime.bigint()
        digest.update(bytes)
        for (const [, printed] of Buffer.from(bytes)
          .toString('latin1')
          .matchAll(/tick (\d+)/g))
          latencies.push(Number(now - BigInt(printed as string)) / 1e6)
      },
    })
    client.send({ type: 'watch', slot })
  }
}

function report(): ViewersReport {
  const counts: Record<string, number> = {}
  for (const digest of digests) {
    const text = digest.digest('hex')
    counts[text] = (counts[text] ?? 0) + 1
  }
  return {
    latency: [quantile(latencies, 0.5), quantile(latencies, 0.99), quantile(latencies, 1)],
    digests: counts,
    lines: latencies.length / digests.length,
  }
}
