/** A Python virtual environment with exactly the packages of a requirements file. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

export interface VenvOptions {
  /** A name or a path; the newest suitable one in PATH unless given. */
  readonly python?: string | undefined
  /** Absolute. */
  readonly folder: string
  /** Absolute; every package with its version and hashes, as pip-compile writes it. */
  readonly requirements: string
  readonly say: (line: string) => void
}

/** The message is a sentence for the terminal: what is wrong and what to do. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}

/**
 * Makes the environment, or leaves it when it is up to date. It is made aside and put in place at the end: interrupted
 * at any moment it leaves the old one, or none, and the next call begins anew. Throws a SetupError.
 */
export async function makeVenv({ python, folder, requirements, say }: VenvOptions): Promise<void> {
  const found = await findPython(python)
  const text = await readFile(requirements, 'utf8').catch(() => {
    throw new SetupError(`Нет файла ${requirements}: нужен список пакетов.`)
  })
  const stamp = JSON.stringify({ python: found.version, sha256: createHash('sha256').update(text).digest('hex') })
  const name = path.relative(process.cwd(), folder) || folder
  if ((await readStamp(folder)) === stamp && (await ask(pythonIn(folder), ['-c', ''])).ok) {
    say(`${name}: всё на месте, Python ${found.version}. Делать нечего.`)
    return
  }
  say(`${name}: делаю окружение, Python ${found.version} (${found.executable})`)
  const aside = `${folder}.new`
  await rm(aside, { recursive: true, force: true })
  await mkdir(path.dirname(folder), { recursive: true })
  await createVenv(found, aside)
  say(`Ставлю пакеты из ${path.relative(process.cwd(), requirements)}: до минуты`)
  await install(aside, requirements)
  await writeFile(path.join(aside, STAMP), stamp)
  await putInPlace(aside, folder, say)
  say(`${name}: готово, пакетов ${countPackages(text)}.`)
}

/** Lies in the environment; there only when all of it is. */
const STAMP = 'made-by-setup.json'

interface Python {
  readonly executable: string
  readonly version: string
}

const NEWEST_FIRST = ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3', 'python']

/** The first that is new enough and can make environments. */
async function findPython(wanted: string | undefined): Promise<Python> {
  // sys.executable is the interpreter behind a shim. From inside an environment it is the one that made it.
  const script = `import sys, os, importlib.util as u
prefix = os.path.join(sys.base_prefix, "bin", "python%d.%d" % sys.version_info[:2])
print(prefix if sys.prefix != sys.base_prefix and os.access(prefix, os.X_OK) else sys.executable)
print("%d.%d.%d" % sys.version_info[:3])
print(sys.version_info >= (3, 11), u.find_spec("ensurepip") is not None)`
  const seen: string[] = []
  let withoutVenv: string | undefined
  for (const name of wanted === undefined ? NEWEST_FIRST : [wanted]) {
    const { ok, output } = await ask(name, ['-I', '-c', script])
    if (!ok) continue
    const [executable = '', version = '', able = ''] = output.trim().split('\n')
    if (able === 'True True') return { executable, version }
    if (able.startsWith('True')) withoutVenv ??= version
    else seen.push(`${version} (${executable})`)
  }
  if (withoutVenv !== undefined) {
    const debian = `sudo apt install python${withoutVenv.replace(/\.\d+$/, '')}-venv`
    throw new SetupError(`У Python ${withoutVenv} нет модуля venv с ensurepip: ${debian}`)
  }
  const cure = process.platform === 'darwin' ? 'brew install python' : 'sudo apt install python3 python3-venv'
  const instead = seen.length > 0 ? `, а найден ${seen.join(', ')}` : `: нет ни ${wanted ?? NEWEST_FIRST.join(', ')}`
  throw new SetupError(`Нужен Python от 3.11${instead}. Поставить: ${cure}`)
}

async function createVenv({ executable }: Python, folder: string): Promise<void> {
  const { ok, output } = await ask(executable, ['-I', '-m', 'venv', folder])
  if (!ok) throw new SetupError(`${executable} -m venv ${folder} не удалось:\n${output.trim()}`)
}

/** What pip says when the index cannot be reached. */
const OFFLINE =
  /NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|Max retries|Connection broken/

async function install(folder: string, requirements: string): Promise<void> {
  const flags = ['--require-hashes', '--no-input', '--disable-pip-version-check', '--quiet', '--retries', '2']
  const { ok, output } = await ask(pythonIn(folder), ['-m', 'pip', 'install', ...flags, '-r', requirements])
  if (ok) return
  if (OFFLINE.test(output))
    throw new SetupError('PyPI недоступен: нужна сеть (или свой индекс, PIP_INDEX_URL). Повторите потом: npm run setup')
  throw new SetupError(`pip не поставил пакеты из ${requirements}:\n${output.trim()}`)
}

/** Renames; the scripts in bin, which know where they lie, are told. */
async function putInPlace(aside: string, folder: string, say: (line: string) => void): Promise<void> {
  const bin = path.join(aside, 'bin')
  for (const name of [
    ...(await readdir(bin)).map((script) => path.join(bin, script)),
    path.join(aside, 'pyvenv.cfg'),
  ]) {
    if (!(await lstat(name)).isFile()) continue
    const text = await readFile(name, 'utf8')
    if (text.includes(aside)) await writeFile(name, text.replaceAll(aside, folder))
  }
  const old = `${folder}.old`
  await rm(old, { recursive: true, force: true })
  const isOurs = (await readStamp(folder)) !== undefined
  const moved = await rename(folder, old).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      return false
    },
  )
  await rename(aside, folder)
  if (moved && isOurs) await rm(old, { recursive: true, force: true })
  else if (moved) say(`${path.basename(folder)} был сделан не этой командой и лежит теперь в ${path.basename(old)}`)
}

function readStamp(folder: string): Promise<string | undefined> {
  return readFile(path.join(folder, STAMP), 'utf8').catch(() => undefined)
}

function pythonIn(folder: string): string {
  return path.join(folder, 'bin', 'python')
}

function countPackages(requirements: string): number {
  return requirements.split('\n').filter((line) => /^[^\s#-]/.test(line)).length
}

/** Runs to the end; output is stdout, or all that a failed command had to say. */
function ask(command: string, args: readonly string[]): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 10 * 60_000, maxBuffer: 2 ** 24 }, (error, stdout, stderr) =>
      resolve({ ok: error === null, output: error ? `${stderr}${stdout}` || error.message : stdout }),
    )
  })
}
