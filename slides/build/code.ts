/** The fence `code demos/…#region [lines=1-3|5]` → the region of a demo's file, highlighted. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Highlight } from './highlight.ts'
import { escapeText } from './html.ts'
import { findRegion } from './regions.ts'

/** `reference` is what follows `code`. Throws a RangeError, a sentence without the place. */
export async function renderCode(reference: string, root: string, highlight: Highlight): Promise<string> {
  const found = /^(?<file>demos\/[^#\s]+)#(?<region>[\w-]+)(?:\s+lines=(?<lines>\S+))?$/u.exec(reference)?.groups
  const { file, region, lines: steps } = found ?? {}
  if (file === undefined || region === undefined)
    throw new RangeError(`expected code demos/<demo>/<file>#<region> [lines=1-3|5], got «code ${reference}»`)
  const language = LANGUAGES[path.extname(file)]
  if (language === undefined) throw new RangeError(`${file}: no language is known for «${path.extname(file)}»`)
  const code = findIn(file, await readProgram(root, file), region)
  const lines = await highlight(code, language)
  const [marks, body] = steps === undefined ? ['', lines.join('\n')] : renderSteps(steps, lines)
  const name = file.replace(/^demos\//u, '')
  return `<figure class="code"><figcaption>${escapeText(name)}</figcaption><pre>${marks}<code>${body}</code></pre></figure>`
}

/** Text that is not a program: what to type in a shell. */
export async function renderShell(text: string, highlight: Highlight): Promise<string> {
  const lines = await highlight(text.trimEnd(), 'shellsession')
  return `<figure class="code shell"><pre><code>${lines.join('\n')}</code></pre></figure>`
}

const LANGUAGES: Readonly<Record<string, string>> = {
  '.py': 'python',
  '.c': 'c',
  '.h': 'c',
  '.cpp': 'cpp',
  '.go': 'go',
  '.rs': 'rust',
  '.erl': 'erlang',
  '.java': 'java',
  '.scala': 'scala',
  '.js': 'javascript',
  '.ts': 'typescript',
}

async function readProgram(root: string, file: string): Promise<string> {
  try {
    return await readFile(path.join(root, file), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new RangeError(`there is no file ${file}`)
    throw error
  }
}

function findIn(file: string, text: string, region: string): string {
  try {
    return findRegion(text, region)
  } catch (error) {
    throw error instanceof RangeError ? new RangeError(`${file}: ${error.message}`) : error
  }
}

/**
 * `1-3|5`: the first step is there from the beginning, the others are reveal's fragments. Each line knows the steps it
 * belongs to; the theme dims the others, so that no script is needed.
 */
function renderSteps(spec: string, lines: readonly string[]): [marks: string, body: string] {
  const steps = spec.split('|').map((step) => readLines(step, lines.length))
  if (steps.length > MOST_STEPS) throw new RangeError(`lines=${spec}: expected at most ${MOST_STEPS} steps`)
  const marks = steps.slice(1).map(() => '<i class="fragment step"></i>')
  const body = lines.map((line, index) => {
    const own = steps.flatMap((step, number) => (step.has(index + 1) ? `s${number}` : []))
    return `<span class="${['l', ...own].join(' ')}">${line}\n</span>`
  })
  return [marks.join(''), body.join('')]
}

/** As many as the theme has rules for. */
const MOST_STEPS = 5

function readLines(step: string, count: number): Set<number> {
  const numbers = new Set<number>()
  for (const part of step.split(',')) {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/u.exec(part) ?? []
    const [first, last] = [Number(from), Number(to)]
    if (from === undefined || first < 1 || last < first || last > count)
      throw new RangeError(`lines: expected lines of 1…${count}, got «${part}»`)
    for (let line = first; line <= last; line += 1) numbers.add(line)
  }
  return numbers
}
