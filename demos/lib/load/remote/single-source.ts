/** A C program as one text, so that it can be compiled where none of its files are. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** The file with its `#include "…"` replaced by what they name, recursively; messages of the compiler name the files. */
export async function singleSource(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  const name = path.basename(file)
  const parts = lines.map(async (line, index) => {
    const [, included] = /^\s*#\s*include\s+"([^"]+)"/.exec(line) ?? []
    if (included === undefined) return line
    const text = await singleSource(path.join(path.dirname(file), included))
    return `${text}#line ${index + 2} "${name}"`
  })
  return `#line 1 "${name}"\n${(await Promise.all(parts)).join('\n')}\n`
}
