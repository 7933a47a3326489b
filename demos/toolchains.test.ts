import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { findRuntimes, isProblem, languageOf, prepare, type Program } from './toolchains.ts'

const folder = await mkdtemp(join(tmpdir(), 'toolchains-'))
const built: string[] = []
const hasPython = !isProblem((await findRuntimes()).get('python') ?? { code: 'missing' })
const hasC = !isProblem((await findRuntimes()).get('c') ?? { code: 'missing' })

afterEach(() => vi.unstubAllEnvs())
afterAll(async () => {
  await Promise.all([folder, ...built].map((path) => rm(path, { recursive: true, force: true })))
})

/** A source file, with a number in it so that no earlier run has built it. */
async function source(name: string, text: string): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, text.replaceAll('NUMBER', String(Math.floor(Math.random() * 1e9))))
  return file
}

async function build(file: string): Promise<Program> {
  const program = await prepare(file)
  if (isProblem(program)) throw new Error(JSON.stringify(program))
  const output = program.command.at(-1) ?? ''
  if (output !== file) built.push(dirname(output))
  return program
}

test('the language is the ending', () => {
  expect(['a.py', 'b-c.c', 'd.ts', 'e.cpp'].map(languageOf)).toEqual(['python', 'c', 'node', 'cpp'])
  expect(languageOf('README.md')).toBeUndefined()
})

test('a language that nobody knows is a problem', async () => {
  expect(await prepare('/a.cobol')).toMatchObject({ code: 'not-started' })
})

test('Node is always there', async () => {
  expect((await findRuntimes()).get('node')).toEqual({ label: 'Node.js', version: process.versions.node })
})

test('with nothing in PATH says what is missing and how to get it', async () => {
  vi.stubEnv('PATH', folder)
  vi.stubEnv('CC', undefined)
  const missing = await prepare(await source('missing.c', 'int main(void) { return 0; }'))
  expect(missing).toEqual({ code: 'missing-runtime', missing: 'компилятор C (cc)', cure: expect.stringMatching(/\S/) })
  expect((await findRuntimes()).get('c')).toEqual(missing)
})

test('a Python that is too old is named', async () => {
  const old = await mkdtemp(join(folder, 'old-'))
  await writeFile(join(old, 'python3'), '#!/bin/sh\necho "$0"\necho 3.9.2\n', { mode: 0o755 })
  vi.stubEnv('PATH', old)
  const found = (await findRuntimes()).get('python')
  // Where the repository has its own .venv, that one is taken.
  if (found && isProblem(found))
    expect(found).toMatchObject({ code: 'missing-runtime', missing: expect.stringContaining('3.9.2') })
})

describe.runIf(hasPython)('Python', () => {
  test('a package that is not there is named, with the command that gets it', async () => {
    const file = await source('needs.py', '# lane: a\n# needs: json no_such_package_NUMBER xml.dom\n')
    expect(await prepare(file)).toEqual({
      code: 'missing-runtime',
      missing: expect.stringMatching(/^Python: no_such_package_\d+$/),
      cure: 'npm run setup',
    })
    expect(await prepare(await source('has.py', '# needs: json\n'))).toHaveProperty('command')
  })

  test('a lane without the GIL wants a build without it', async () => {
    const file = await source('free.py', '# python: free-threaded\n')
    const only = await mkdtemp(join(folder, 'free-'))
    const [usual = ''] = (await build(await source('usual.py', ''))).command
    await symlink(usual, join(only, 'python3'))
    vi.stubEnv('PATH', only)
    expect(await prepare(file)).toMatchObject({ code: 'missing-runtime', missing: expect.stringContaining('без GIL') })
    const pretends = join(only, 'python3.14t')
    await writeFile(pretends, '#!/bin/sh\necho "$0 1"\n', { mode: 0o755 })
    expect(await prepare(file)).toMatchObject({ command: [pretends, file] })
  })

  test('a module beside a lane belongs to it, a lane of the same name does not', async () => {
    await source('steps.py', 'STEP = NUMBER')
    await source('asyncio.py', '# lane: asyncio\n')
    const file = await source('walks.py', 'import asyncio\nimport steps\n')
    expect((await build(file)).sources).toEqual([file, join(folder, 'steps.py')])
  })
})

describe.runIf(hasC)('C', () => {
  test('a syntax error comes back in the words of the compiler', async () => {
    const file = await source('wrong.c', 'int main(void) { return 0 }')
    expect(await prepare(file)).toMatchObject({
      code: 'build-failed',
      command: expect.stringContaining('wrong.c'),
      output: expect.stringMatching(/wrong\.c:1[^]*expected/),
    })
  })

  test('what is built once is taken again, until something that it includes changes', async () => {
    const header = await source('answer.h', '#define ANSWER NUMBER')
    const file = await source('answer.c', '#include "answer.h"\nint main(void) { return ANSWER != NUMBER; }')
    const first = await build(file)
    expect(first.sources).toEqual([file, header])
    const [program = ''] = first.command
    const { mtimeMs } = await stat(program)
    expect((await build(file)).command).toEqual([program])
    expect((await stat(program)).mtimeMs).toBe(mtimeMs)

    await source('answer.h', '#define ANSWER NUMBER')
    expect((await build(file)).command).not.toEqual([program])
  })

  test('two builds at once give the same program', async () => {
    const file = await source('twice.c', 'int main(void) { return NUMBER != 0; }')
    const [one, other] = await Promise.all([build(file), build(file)])
    expect(one).toEqual(other)
    expect((await stat(one?.command[0] ?? '')).mode & 0o111).not.toBe(0)
  })
})

describe('TypeScript', () => {
  test('is bundled with what it includes', async () => {
    await source('number.ts', 'export const number: number = NUMBER')
    const program = await build(await source('lane.ts', "import { number } from './number.ts'\nconsole.log(number)"))
    expect(program.command).toEqual([process.execPath, expect.stringMatching(/lane\.mjs$/)])
    expect(program.sources.map((path) => path.replace(/.*\//, ''))).toEqual(['lane.ts', 'number.ts'])
  })

  test('a syntax error comes back in the words of the bundler', async () => {
    const file = await source('wrong.ts', 'const = 1')
    expect(await prepare(file)).toMatchObject({ code: 'build-failed', output: expect.stringContaining('wrong.ts') })
  })
})

test('the sources of a Python program are those it imports', async () => {
  const python = (await findRuntimes()).get('python')
  if (!python || isProblem(python)) return
  await source('beside.py', 'import os')
  const program = await build(await source('lane.py', 'import sys, beside\nfrom lib.events import mark\n'))
  const names = program.sources.map((path) => path.replace(/.*\/(?=.*\/)/, ''))
  expect(names.slice(1).toSorted()).toEqual(['lib/events.py', expect.stringMatching(/beside\.py$/)])
})
