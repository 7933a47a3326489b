/** `npm run setup` on requirements that need no network; the real ones are installed by whoever runs the lanes. */
import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { findRuntimes, isProblem } from './toolchains.ts'

const REPO = fileURLToPath(new URL('..', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'setup-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const runtime = (await findRuntimes()).get('python')
const hasPython = runtime !== undefined && !isProblem(runtime)

/** Runs the command to its end. */
function setup(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return new Promise<{ code: number | null; output: string; errors: string }>((resolve) => {
    const options = { cwd: REPO, env: { ...process.env, ...env } }
    const command = ['--import', 'tsx', join(REPO, 'demos/setup.ts'), ...args]
    const child = execFile(process.execPath, command, options, (_, output, errors) =>
      resolve({ code: child.exitCode, output, errors }),
    )
  })
}

/** A package of one module `name` with one number, as a wheel, and the line that requires it. */
async function wheel(name: string, number: number): Promise<string> {
  const file = join(folder, `${name}-1.${number}-py3-none-any.whl`)
  const info = `${name}-1.${number}.dist-info`
  const script = `import sys, zipfile
file, name, info, number = sys.argv[1:]
with zipfile.ZipFile(file, "w") as archive:
    archive.writestr(f"{name}.py", f"NUMBER = {number}\\n")
    archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.{number}\\n")
    archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    archive.writestr(f"{info}/RECORD", "")
`
  execFileSync('python3', ['-c', script, file, name, info, String(number)])
  const sha256 = createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
  return `${name} @ file://${file} --hash=sha256:${sha256}\n`
}

describe.runIf(hasPython)('with Python', () => {
  const venv = join(folder, 'venv')
  const requirements = join(folder, 'requirements.txt')
  const args = ['--folder', venv, '--requirements', requirements]
  const numberIn = () =>
    execFileSync(join(venv, 'bin/python'), ['-c', 'import numbered; print(numbered.NUMBER)'], {
      encoding: 'utf8',
    }).trim()

  test(
    'installs beside what it has not made, has nothing to do then, follows a change, survives failures',
    { timeout: 90_000 },
    async () => {
      await mkdir(venv)
      await writeFile(join(venv, 'mine'), '')
      await writeFile(requirements, await wheel('numbered', 1))
      expect(await setup(args)).toMatchObject({
        code: 0,
        errors: '',
        output: expect.stringMatching(/готово, пакетов 1\.\n$/),
      })
      expect(numberIn()).toBe('1')
      expect(await readdir(`${venv}.old`)).toEqual(['mine'])
      await rm(`${venv}.old`, { recursive: true })
      expect(execFileSync(join(venv, 'bin/pip'), ['--version'], { encoding: 'utf8' })).toContain(`${venv}/`)

      await writeFile(join(venv, 'untouched'), '')
      expect(await setup(args)).toMatchObject({
        code: 0,
        errors: '',
        output: expect.stringMatching(/Делать нечего\.\n$/),
      })
      expect(await readdir(venv)).toContain('untouched')

      // An interrupted attempt has left something.
      await mkdir(join(`${venv}.new`, 'bin'), { recursive: true })
      await writeFile(requirements, await wheel('numbered', 2))
      expect(await setup(args)).toMatchObject({ code: 0, errors: '' })
      expect(numberIn()).toBe('2')
      expect((await readdir(folder)).filter((name) => name.startsWith('venv'))).toEqual(['venv'])

      // What cannot be installed leaves what was there.
      const right = await wheel('numbered', 3)
      await writeFile(requirements, right.replace(/sha256:..../, 'sha256:0000'))
      const wrong = await setup(args)
      expect(wrong).toMatchObject({ code: 1, errors: expect.stringMatching(/^pip не поставил пакеты[^]*HASHES/) })
      expect(numberIn()).toBe('2')

      await writeFile(requirements, `nothing-such==1 --hash=sha256:${'0'.repeat(64)}\n`)
      const nowhere = { PIP_INDEX_URL: 'http://127.0.0.1:9/simple', PIP_FIND_LINKS: '', PIP_RETRIES: '0' }
      const offline = await setup(args, nowhere)
      expect(offline).toMatchObject({ code: 1, errors: expect.stringMatching(/^PyPI недоступен: .*\n$/) })
      expect(numberIn()).toBe('2')
    },
  )

  test('names the package of Debian that is missing', async () => {
    const bare = join(folder, 'bare')
    await mkdir(bare)
    await writeFile(join(bare, 'python3'), '#!/bin/sh\necho /usr/bin/python3; echo 3.11.2; echo True False\n', {
      mode: 0o755,
    })
    await symlink(process.execPath, join(bare, 'node'))
    expect(await setup(args, { PATH: bare })).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/^У Python 3\.11\.2 нет модуля venv.*: sudo apt install python3\.11-venv\n$/),
    })
  })
})

test('without Python, or with one too old, says what to install', async () => {
  const empty = join(folder, 'empty')
  await mkdir(empty)
  const args = ['--folder', join(folder, 'never')]
  expect(await setup(args, { PATH: empty })).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/^Нужен Python от 3\.11: /),
  })
  await writeFile(join(empty, 'python3'), '#!/bin/sh\necho /usr/bin/python3; echo 3.9.2; echo False True\n', {
    mode: 0o755,
  })
  expect(await setup(args, { PATH: empty })).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/^Нужен Python от 3\.11, а найден 3\.9\.2 \(/),
  })
})

test('without the list of packages says so', async () => {
  const args = ['--folder', join(folder, 'never'), '--requirements', join(folder, 'none.txt')]
  if (hasPython)
    expect(await setup(args)).toMatchObject({ code: 1, errors: expect.stringMatching(/^Нет файла .*none\.txt/) })
})
