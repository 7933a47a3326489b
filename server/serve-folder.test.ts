import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { serveFolder } from './serve-folder.ts'

const root = await mkdtemp(path.join(os.tmpdir(), 'served-'))
await mkdir(path.join(root, 'dist/assets'), { recursive: true })
await mkdir(path.join(root, 'dist-secret'))
await writeFile(path.join(root, 'dist/index.html'), 'the page')
await writeFile(path.join(root, 'secret.txt'), 'SECRET')
await writeFile(path.join(root, 'dist-secret/secret.txt'), 'SECRET')
await writeFile(path.join(root, 'dist/.hidden'), 'SECRET')
const server = createServer(serveFolder(path.join(root, 'dist')))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
afterAll(async () => {
  server.close()
  await rm(root, { recursive: true })
})

test('its own files are served', async () => {
  expect(await ask('/')).toContain('the page')
  expect(await ask('/index.html')).toMatch(/^HTTP\/1\.1 200 /)
})

// Raw: a client library would tidy the path before it is sent.
test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e%2fsecret.txt',
  '/..%5csecret.txt',
  '/..\\secret.txt',
  '//../secret.txt',
  '/../dist-secret/secret.txt',
  '/%252e%252e/secret.txt',
  '/.hidden',
  '/%00',
  '/%',
])('%s leads nowhere', async (target) => {
  const answer = await ask(target)
  expect(answer).not.toContain('SECRET')
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
})

async function ask(target: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  return answer
}
