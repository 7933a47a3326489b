/** What starts a lane: its own program, or the demo's driver with the lane's and the tools' commands. */
import path from 'node:path'
import { PROGRAMS } from '../demos/lib/programs.ts'
import { isProblem, prepare, type Program } from '../demos/toolchains.ts'
import type { CatalogueDemo, CatalogueLane } from './catalog.ts'
import type { Problem } from './protocol/events.ts'

export interface PreparedLane {
  /** Absolute path and arguments; the demo's parameters follow. */
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The programs that decide what is measured: the lane's files and the tools'. A driver only watches. */
  readonly sources: readonly string[]
}

/** Finds runtimes and builds what is to be built. */
export async function prepareLane(demo: CatalogueDemo, lane: CatalogueLane): Promise<PreparedLane | Problem> {
  const program = await prepare(lane.file)
  const { driver } = demo.manifest
  if (isProblem(program) || driver === undefined) return isProblem(program) ? program : { ...program, env: {} }
  const prepared = await prepare(path.join(demo.dir, driver))
  if (isProblem(prepared)) return prepared

  const sources = [...program.sources]
  const commands: Record<string, readonly string[]> = { lane: program.command }
  for (const [name, files] of Object.entries(demo.manifest.tools)) {
    const tool = await prepareFirst(files.map((file) => path.join(demo.dir, file)))
    if (isProblem(tool)) return tool
    commands[name] = tool.command
    sources.push(...tool.sources)
  }
  return { command: prepared.command, env: { [PROGRAMS]: JSON.stringify(commands) }, sources }
}

/** The first that can be prepared; else why the first cannot. */
async function prepareFirst(files: readonly string[]): Promise<Program | Problem> {
  let why: Problem | undefined
  for (const file of files) {
    const program = await prepare(file)
    if (!isProblem(program)) return program
    why ??= program
  }
  return why ?? { code: 'not-started', why: 'no file to start' }
}
