/** What a driver starts: the commands that the runner has prepared for it. */

/** The environment variable that holds them. */
export const PROGRAMS = 'DEMO_PROGRAMS'

/** An executable's absolute path and its first arguments. */
export type Command = readonly string[]

/** `lane` is the program being measured, the others are the manifest's tools. Throws where the runner is not ours. */
export function programs(): Readonly<Record<string, Command>> & { readonly lane: Command } {
  const text = process.env[PROGRAMS]
  if (text === undefined)
    throw new Error(`${PROGRAMS} is not set: a driver is started by the runner, as in «npm run demo -- run echo».`)
  return JSON.parse(text) as Record<string, Command> & { lane: Command }
}
