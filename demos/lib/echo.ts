/** What the Node lane of `echo` needs around its idea: the arguments, listening, sentences for what stops it. */
import { lookup } from 'node:dns/promises'
import type { Server } from 'node:net'
import { whole } from './args.ts'

/** The kernel makes it net.core.somaxconn. */
const BACKLOG = 65535
const HIGHEST_PORT = 65535

/**
 * Listens as `program [PORT=8888] [HOST=127.0.0.1]` says, and says where; ends the program with a sentence where it
 * cannot. Node itself raises the soft limit on descriptors.
 */
export async function listen(server: Server): Promise<void> {
  const { port, host } = await readArguments()
  server.on('error', (error: NodeJS.ErrnoException) => end(1, whyNot(error, port, host)))
  server.on('listening', () => {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error(`expected an address, got ${address}`)
    const { address: name, family, port: taken } = address
    process.stdout.write(`Слушаю ${family === 'IPv6' ? `[${name}]` : name}:${taken}\n`)
  })
  server.listen({ port, host, backlog: BACKLOG })
}

async function readArguments(): Promise<{ port: number; host: string }> {
  const port = whole(1, 'port', 8888)
  if (port > HIGHEST_PORT) end(2, `port: нужно целое число не больше ${HIGHEST_PORT}, а не «${port}»`)
  const [host = '127.0.0.1', more] = process.argv.slice(3)
  if (more !== undefined) end(2, `Лишний аргумент «${more}»: нужны только port и host`)
  const found = await lookup(host || '?').catch(() => undefined)
  return { port, host: found?.address ?? end(2, `host: нужен адрес этой машины, такой как 127.0.0.1, а не «${host}»`) }
}

function whyNot({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Порт ${port} занят: остановите того, кто его слушает, или назовите другой порт`
    case 'EACCES':
      return `Порт ${port} слушать не разрешено: назовите порт от 1024`
    case 'EADDRNOTAVAIL':
      return `Адреса ${host} у этой машины нет: назовите её адрес, такой как 127.0.0.1`
    default:
      return `Не могу слушать ${host}:${port}: ${message}`
  }
}

function end(code: number, sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(code)
}
