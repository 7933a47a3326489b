/** Language (a file's ending) → how it is found, built and started, and what to say when it is missing. */
import { createHash, randomUUID } from 'node:crypto'
import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, extname, join, parse, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Problem } from '../server/protocol/events.ts'

const REPO = fileURLToPath(new URL('..', import.meta.url))
const DEMOS = join(REPO, 'demos')
/** Content-addressed: one folder per hash, so that nothing in it ever changes and nothing needs a lock. */
const PROGRAMS = join(REPO, '.cache', 'programs')

/** A lane that is ready to start. */
export interface Program {
  /** The executable's absolute path and its arguments; the lane's own arguments follow. */
  readonly command: readonly string[]
  /** Absolute paths: the lane's file first, then the files beside it that it includes. */
  readonly sources: readonly string[]
}

export interface Runtime {
  readonly label: string
  readonly version: string
}

/** The language of a file by its ending; undefined for a file that no toolchain starts. */
export function languageOf(file: string): string | undefined {
  return TOOLCHAINS.find(({ endings }) => endings.includes(extname(file)))?.language
}

/** Finds the runtime and builds the program where that is needed (or takes what an earlier build left). */
export async function prepare(file: string): Promise<Program | Problem> {
  const toolchain = TOOLCHAINS.find(({ endings }) => endings.includes(extname(file)))
  if (!toolchain) return { code: 'not-started', why: `${file}: no toolchain for «${extname(file)}»` }
  const found = await find(toolchain)
  return isProblem(found) ? found : toolchain.prepare(file, found)
}

/** What this machine has, by language: the version found, or what is missing. */
export async function findRuntimes(): Promise<ReadonlyMap<string, Runtime | Problem>> {
  return new Map(
    await Promise.all(
      TOOLCHAINS.map(async (toolchain) => {
        const found = await find(toolchain)
        const runtime = isProblem(found) ? found : { label: toolchain.label, version: found.version }
        return [toolchain.language, runtime] as const
      }),
    ),
  )
}

/** Tells a problem from whatever else could have come. */
export function isProblem(value: object): value is Problem {
  return 'code' in value
}

interface Toolchain {
  readonly language: string
  readonly label: string
  readonly endings: readonly string[]
  readonly find: () => Promise<Found | Problem>
  readonly prepare: (file: string, found: Found) => Promise<Program | Problem>
}

interface Found {
  /** Absolute path and the arguments that always follow. */
  readonly command: readonly string[]
  readonly version: string
}

/** The table: a new language is one entry here. */
const TOOLCHAINS: readonly Toolchain[] = [
  {
    language: 'python',
    label: 'Python',
    endings: ['.py'],
    find: findPython,
    prepare: preparePython,
  },
  {
    language: 'c',
    label: 'C',
    endings: ['.c'],
    find: () => findCompiler(process.env['CC'] ?? 'cc', 'компилятор C (cc)', 'gcc libc6-dev'),
    prepare: (file, compiler) => compile(file, compiler, ['-O2', '-pthread', '-Wall', '-lm']),
  },
  {
    language: 'cpp',
    label: 'C++',
    endings: ['.cpp'],
    find: () => findCompiler(process.env['CXX'] ?? 'c++', 'компилятор C++ (c++)', 'g++'),
    prepare: (file, compiler) => compile(file, compiler, ['-std=c++20', '-O2', '-pthread', '-Wall']),
  },
  {
    language: 'node',
    label: 'Node.js',
    endings: ['.ts'],
    find: async () => ({ command: [process.execPath], version: process.versions.node }),
    prepare: bundle,
  },
]

const runtimes = new Map<string, Promise<Found | Problem>>()

/** Looks a runtime up once per process for one environment. */
function find({ language, find: look }: Toolchain): Promise<Found | Problem> {
  const { PATH, CC, CXX } = process.env
  const key = JSON.stringify([language, PATH, CC, CXX])
  const looking = runtimes.get(key) ?? look()
  runtimes.set(key, looking)
  return looking
}

async function findPython(): Promise<Found | Problem> {
  const tooOld: string[] = []
  for (const candidate of [join(REPO, '.venv/bin/python'), 'python3', 'python']) {
    const path = await locate(candidate)
    // sys.executable is the interpreter behind a shim (pyenv's is a shell script and costs 100 ms a start).
    const script = 'import sys; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3])'
    const answer = path && (await run([path, '-c', script]))
    if (!answer || answer.failed) continue
    const [executable = path, version = ''] = answer.output.trim().split('\n')
    const [major = 0, minor = 0] = version.split('.').map(Number)
    if (major === 3 && minor >= 11) return { command: [executable], version }
    tooOld.push(`${version} (${path})`)
  }
  const seen = tooOld.length > 0 ? `, найден ${tooOld.join(', ')}` : ''
  return missing(`Python ≥ 3.11${seen}`, { apt: 'python3', mac: 'brew install python' })
}

/** Which interpreter and packages a lane wants stands in its first lines, `python: free-threaded` and `needs: uvloop`. */
async function preparePython(file: string, usual: Found): Promise<Program | Problem> {
  const head = (await readFile(file, 'utf8')).split('\n', 10).join('\n')
  const found = /\bpython:\s*free-threaded\b/.test(head) ? await findFreeThreaded() : usual
  if (isProblem(found)) return found
  const needs = /\bneeds:\s*([\w. ]+)/.exec(head)?.[1]?.trim().split(/\s+/) ?? []
  const absent = needs.length > 0 ? await absentPackages(found, needs) : []
  if (absent.length > 0)
    return { code: 'missing-runtime', missing: `Python: ${absent.join(', ')}`, cure: 'npm run setup' }
  // No flags: -S would save the import of site, but with it goes .venv; -u would make two writes of each print.
  return { command: [...found.command, file], sources: await withIncludes(file, pythonIncludes) }
}

/** A build without the GIL (PEP 703), by the name that its installation has. */
async function findFreeThreaded(): Promise<Found | Problem> {
  for (const name of ['python3.15t', 'python3.14t', 'python3.13t', 'python3t']) {
    const path = await locate(name)
    const script = 'import sys, sysconfig; print(sys.executable, sysconfig.get_config_var("Py_GIL_DISABLED"))'
    const answer = path && (await run([path, '-c', script]))
    const [executable, isFree] = (answer && !answer.failed && answer.output.trim().split(' ')) || []
    if (executable && isFree === '1') return { command: [executable], version: name }
  }
  return { code: 'missing-runtime', missing: 'Python без GIL (python3.14t)', cure: 'uv python install 3.14t' }
}

const packages = new Map<string, Promise<readonly string[]>>()

/** Packages out of `names` that this interpreter has not got; asked once per process, finding is not importing. */
function absentPackages({ command }: Found, names: readonly string[]): Promise<readonly string[]> {
  const key = JSON.stringify([command, names])
  const script = 'import sys, importlib.util as u; print(*(n for n in sys.argv[1:] if u.find_spec(n) is None))'
  const looking =
    packages.get(key) ??
    run([...command, '-P', '-c', script, ...names]).then(({ failed, output }) =>
      failed ? names : output.split(/\s+/).filter(Boolean),
    )
  packages.set(key, looking)
  return looking
}

async function findCompiler(command: string, what: string, apt: string): Promise<Found | Problem> {
  const [name = '', ...flags] = command.trim().split(/\s+/)
  const path = await locate(name)
  if (!path) return missing(what, { apt, mac: 'xcode-select --install' })
  const answer = await run([path, ...flags, '--version'])
  if (answer.failed) return missing(what, { apt, mac: 'xcode-select --install' })
  return { command: [path, ...flags], version: answer.output.split('\n')[0]?.trim() ?? '' }
}

function missing(what: string, cure: { apt: string; mac: string }): Problem {
  const apt = `sudo apt install ${cure.apt}`
  return { code: 'missing-runtime', missing: what, cure: process.platform === 'darwin' ? cure.mac : apt }
}

/** An executable by path or by name in PATH. */
async function locate(name: string): Promise<string | undefined> {
  const places = name.includes('/') ? [name] : searchPath().map((folder) => join(folder, name))
  for (const place of places)
    if (
      await access(place, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return place
  return undefined
}

function searchPath(): readonly string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
}

/** Builds into a folder named after everything that decides the outcome. */
async function compile(file: string, compiler: Found, flags: readonly string[]): Promise<Program | Problem> {
  const sources = await withIncludes(file, cIncludes)
  const texts = await Promise.all(sources.map((source) => readFile(source)))
  const folder = join(PROGRAMS, hash([...texts, compiler.version, ...compiler.command, ...flags]))
  const program = join(folder, parse(file).name)
  const built = { command: [program], sources }
  if (await locate(program)) return built

  await mkdir(folder, { recursive: true })
  // Built aside and renamed: of two builds at once the second replaces the first by the same program.
  const aside = `${program}.${randomUUID()}`
  const command = [...compiler.command, file, '-o', aside, ...flags]
  const answer = await run(command)
  if (answer.failed) {
    await rm(aside, { force: true })
    return { code: 'build-failed', command: command.join(' '), output: answer.output }
  }
  await rename(aside, program)
  return built
}

/** One .mjs for Node; packages stay outside and are found in node_modules above the cache. */
async function bundle(file: string, node: Found): Promise<Program | Problem> {
  const { build, formatMessages } = await import('esbuild')
  try {
    const { outputFiles, metafile } = await build({
      entryPoints: [file],
      absWorkingDir: REPO,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      write: false,
      metafile: true,
      logLevel: 'silent',
    })
    const text = outputFiles[0]?.contents ?? new Uint8Array()
    const folder = join(PROGRAMS, hash([text]))
    const program = join(folder, `${parse(file).name}.mjs`)
    if (!(await locate(program))) await writeExecutable(program, text)
    const inputs = Object.keys(metafile.inputs).map((input) => join(REPO, input))
    return { command: [...node.command, program], sources: [file, ...inputs.filter((input) => input !== file)] }
  } catch (error) {
    const { errors } = error as { errors?: Parameters<typeof formatMessages>[0] }
    if (!errors) throw error
    const output = (await formatMessages(errors, { kind: 'error' })).join('\n')
    return { code: 'build-failed', command: `esbuild --bundle ${relative(REPO, file)}`, output }
  }
}

async function writeExecutable(file: string, text: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const aside = `${file}.${randomUUID()}`
  await writeFile(aside, text)
  await chmod(aside, 0o755)
  await rename(aside, file)
}

/** The file and, recursively, the local files it includes. */
async function withIncludes(file: string, includes: Includes): Promise<readonly string[]> {
  const seen = new Set([file])
  // A set is walked in the order of insertion, and what is added meanwhile is walked too.
  for (const source of seen)
    for (const candidate of includes(await readFile(source, 'utf8'), dirname(source)))
      if (await isIncluded(candidate)) seen.add(candidate)
  return [...seen]
}

/** A lane is no module: `import asyncio` beside a lane `asyncio.py` means the library. */
async function isIncluded(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text !== undefined && !/\blane:/.test(text.split('\n', 10).join('\n'))
}

/** Where the files that a text includes may lie. */
type Includes = (text: string, folder: string) => readonly string[]

const cIncludes: Includes = (text, folder) =>
  [...text.matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)].map(([, name = '']) => join(folder, name))

/** `from lib.events import mark`, `from lib import events`, `import steps`: beside the file or under demos/. */
const pythonIncludes: Includes = (text, folder) =>
  [...text.matchAll(/^\s*(?:from\s+([\w.]+)\s+)?import\s+([\w.]+(?:\s*,\s*[\w.]+)*)/gm)].flatMap(
    ([, from, names = '']) => {
      const inside = names.split(/\s*,\s*/).map((name) => (from ? `${from}.${name}` : name))
      const modules = (from ? [from, ...inside] : inside).map((name) => `${name.replaceAll('.', '/')}.py`)
      return modules.flatMap((module) => [join(folder, module), join(DEMOS, module)])
    },
  )

function hash(parts: readonly (string | Uint8Array)[]): string {
  const sum = createHash('sha256')
  for (const part of parts) sum.update(createHash('sha256').update(part).digest())
  return sum.digest('hex').slice(0, 16)
}

/** Runs to the end, without a shell; output is stdout, or what a failed command had to say. */
function run([command = '', ...args]: readonly string[]): Promise<{ failed: boolean; output: string }> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 60_000, maxBuffer: 2 ** 24 }, (error, stdout, stderr) =>
      resolve({ failed: error !== null, output: error ? stderr + stdout || error.message : stdout }),
    )
  })
}
