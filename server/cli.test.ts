/** The commands as a person types them. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'

const ROOT = path.join(import.meta.dirname, '..')

test('list --json: what the catalogue holds, and only that on standard output', async () => {
  const { stdout, status } = await npm('demo', 'list', '--json')
  expect(status).toBe(0)
  const demos = JSON.parse(stdout) as {
    id: string
    params: { name: string }[]
    lanes: { id: string; available: boolean }[]
  }[]
  const sleepers = demos.find(({ id }) => id === 'sleepers')
  expect(sleepers).toMatchObject({ title: expect.any(String) as string, question: 'Сколько стоит ждать?' })
  expect(sleepers?.params).toEqual([{ name: 'n', default: 1000, grid: [10, 1000, 10_000, 100_000] }])
  expect(sleepers?.lanes.map(({ id }) => id)).toEqual(expect.arrayContaining(['python-threads', 'c-pthreads', 'node']))
})

test('run --json: a line per event, then the summary', async () => {
  const { stdout, status } = await npm(
    'demo',
    'run',
    'sleepers',
    '--lane',
    'python-asyncio,node',
    '--param',
    'n=10',
    '--json',
  )
  expect(status).toBe(0)
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(new Set(lines.slice(0, -1).map(({ lane }) => lane))).toEqual(new Set(['python-asyncio', 'node']))
  for (const { event } of lines.slice(0, -1)) expect(event).toHaveLength(3)
  expect(lines.at(-1)).toMatchObject({
    summary: {
      lanes: { node: { exit: 0, result: { asleep: 10 } }, 'python-asyncio': { exit: 0, result: { asleep: 10 } } },
    },
  })
})

test.each([
  [['run', 'nothing'], 'There is no demo «nothing». There are: '],
  [['run', 'sleepers', '--lane', 'cobol'], 'There is no lane «cobol». There are: '],
  [['run', 'sleepers', '--param', 'm=1'], 'There is no parameter «m». There are: n.'],
  [['run', 'sleepers', '--param', 'n=1000001'], 'Parameter n: expected a whole number from 1 to '],
  [['run', 'sleepers', '--param', 'n'], 'Parameter n: expected a whole number'],
  [['run'], "missing required argument 'id'"],
  [['dance'], "unknown command 'dance'"],
])('demo %j: exit 2 and a sentence', async (args, words) => {
  const { stdout, stderr, status } = await npm('demo', ...args)
  expect({ stdout, status }).toEqual({ stdout: '', status: 2 })
  expect(stderr).toContain(words)
})

test.each(['demo', 'record', 'start'])('%s --help says what it does', async (script) => {
  const { stdout, status } = await npm(script, '--help')
  expect(status).toBe(0)
  expect(stdout).toContain('Usage:')
})

test('record of parameters that are in no grid: exit 2, and nothing is touched', async () => {
  const { stderr, status } = await npm('record', 'sleepers', '--param', 'n=7')
  expect(status).toBe(2)
  expect(stderr).toContain('sleepers has no recorded combination with {"n":"7"}')
})

test('record of an unknown demo: exit 2, and nothing is touched', async () => {
  const { stderr, status } = await npm('record', 'nothing')
  expect(status).toBe(2)
  expect(stderr).toContain('There is no demo «nothing»')
})

test('start --port with nonsense is a sentence', async () => {
  const { stderr, status } = await npm('start', '--port', 'abc')
  expect(status).not.toBe(0)
  expect(stderr).toContain('expected a number from 0 to 65535')
})

async function npm(script: string, ...args: string[]): Promise<{ stdout: string; stderr: string; status: number }> {
  return new Promise((resolve) => {
    execFile('npm', ['run', '--silent', script, '--', ...args], { cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ stdout, stderr, status: error ? Number(error.code) : 0 })
    })
  })
}
