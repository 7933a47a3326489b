import { expect, test } from 'vitest'
import { openTerminal, type Exit } from './terminal.ts'

test('no output is lost of a program that prints and ends at once', async () => {
  for (let round = 0; round < 40; round++) {
    const { text, exit } = await runToEnd(['seq', '1', '3000'])
    expect(text.endsWith('\r\n3000\r\n')).toBe(true)
    expect(exit).toEqual({ code: 0 })
  }
})

test('the marker of the end is nowhere in the output, however the output ends', async () => {
  for (const script of ['printf x', 'printf "\\033]7337;end"', 'true', 'printf "%01000d" 5'])
    expect((await runToEnd(['sh', '-c', script])).text).not.toContain('end ')
})

test.each<[string, Exit]>([
  ['exit 3', { code: 3 }],
  ['exit 137', { code: 137 }],
  ['kill -9 $$', { signal: 9 }],
  ['kill -15 $$', { signal: 15 }],
])('«%s» is told for what it is', async (script, exit) => {
  expect((await runToEnd(['sh', '-c', script])).exit).toEqual(exit)
})

test('what a child still writes after the program has ended does not keep it waiting', async () => {
  const { exit } = await runToEnd(['sh', '-c', 'trap "" HUP; (sleep 1; seq 1 100000 >/dev/tty) & exit 0'])
  expect(exit).toEqual({ code: 0 })
})

test('a command that is not there ends by itself', async () => {
  const { exit } = await runToEnd(['/nowhere/nothing'])
  expect(exit).not.toEqual({ code: 0 })
})

async function runToEnd(command: string[]): Promise<{ text: string; exit: Exit }> {
  const chunks: Buffer[] = []
  const terminal = openTerminal({
    command,
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '' },
    cols: 80,
    rows: 24,
    onData: (bytes) => chunks.push(bytes),
  })
  const exit = await terminal.ended
  return { text: Buffer.concat(chunks).toString(), exit }
}
