/** The queue of a listening socket among many others. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { spawn, type ChildProcess } from 'node:child_process'
import { acceptQueue, waitForAccepts } from './accept-queue.ts'

const open: (Server | Socket)[] = []
const children: ChildProcess[] = []

afterEach(() => {
  for (const one of open.splice(0)) {
    if ('destroy' in one) one.destroy()
    else one.close()
  }
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

test.runIf(process.platform === 'linux')('connections that nobody has taken are counted, and waited for', async () => {
  // More listeners than a page of the table holds: the one that is looked for is not among the first.
  for (let other = 0; other < 60; other++) await listen()
  const script = `
import socket, sys, time
listener = socket.create_server(("127.0.0.1", 0), backlog=64)
print(listener.getsockname()[1], flush=True)
sys.stdin.readline()
taken = [listener.accept() for _ in range(7)]
time.sleep(60)`
  const child = spawn('python3', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  const [text] = (await once(child.stdout, 'data')) as [Buffer]
  const port = Number(text.toString())
  for (let one = 0; one < 7; one++) {
    const socket = connect(port, '127.0.0.1')
    open.push(socket)
    await once(socket, 'connect')
  }
  expect(acceptQueue(port)).toBe(7)
  await waitForAccepts(port, 0.1, new AbortController().signal)
  expect(acceptQueue(port)).toBe(7)
  child.stdin.write('\n')
  await waitForAccepts(port, 10, new AbortController().signal)
  expect(acceptQueue(port)).toBe(0)
})

test('nobody listens: there is no queue', () => {
  expect(acceptQueue(1)).toBeUndefined()
})

async function listen(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  open.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
