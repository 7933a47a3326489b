/** The programs that the harness is tried with. */
import path from 'node:path'
import type { Command } from '../../../demos/lib/programs.ts'
import { isProblem, prepare } from '../../../demos/toolchains.ts'
import { sentence } from '../../sentence.ts'

const DEMOS = path.join(import.meta.dirname, '../../../demos')

/** By its path in `demos/`. Throws a sentence where it cannot be built. */
export async function commandOf(file: string): Promise<Command> {
  const program = await prepare(path.join(DEMOS, file))
  if (isProblem(program)) throw new Error(sentence(program))
  return program.command
}

export const LOADER = 'lib/load/loader.c'
/** The least that an echo server can cost. */
export const C_ECHO = 'lib/load/fixtures/echo.c'
