/** Builds the deck when what it is made of has changed since the last time. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

export const ROOT = path.join(import.meta.dirname, '..')
export const DIST = path.join(ROOT, 'dist')

/** Throws an Error with Vite's output where the deck does not build. `onBuild` is called before a build. */
export async function buildDeck(onBuild: () => void): Promise<void> {
  const sources = await hashInputs()
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === sources) return
  onBuild()
  // In a process of its own: the one that measures never loads Vite.
  await run(process.execPath, [path.join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'])
  await writeFile(STAMP, sources)
}

const STAMP = path.join(DIST, '.built-from')
const INPUTS = ['slides', 'demos', 'public', 'server/protocol', 'package-lock.json', 'vite.config.ts']
const NOT_INPUTS = new Set(['node_modules', '__pycache__', 'e2e'])

async function hashInputs(): Promise<string> {
  const hash = createHash('sha256')
  for (const input of INPUTS) await hashPath(path.join(ROOT, input), hash)
  return hash.digest('hex')
}

async function hashPath(file: string, hash: ReturnType<typeof createHash>): Promise<void> {
  const entries = await readdir(file, { withFileTypes: true }).catch(() => undefined)
  if (entries === undefined) {
    hash
      .update(path.relative(ROOT, file))
      .update('\0')
      .update(await readFile(file))
    return
  }
  for (const { name } of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    if (!NOT_INPUTS.has(name) && !name.endsWith('.test.ts')) await hashPath(path.join(file, name), hash)
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (text) => (output += text))
  child.stderr.on('data', (text) => (output += text))
  const status = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject))
  if (status !== 0) throw new Error(`The deck does not build.\n${output.trim()}`)
  if (output.trim() !== '') process.stderr.write(`${output.trim()}\n`)
}
