/** Arguments of a lane: positional whole numbers, each with a default. */

/** The argument at a position, counted from 1; ends the program with a sentence when it is wrong. */
export function whole(position: number, name: string, usual: number, least = 0): number {
  const text = process.argv[position + 1]
  if (text === undefined) return usual
  if (/^\d+$/.test(text) && Number(text) >= least) return Number(text)
  process.stderr.write(`${name}: нужно целое число не меньше ${least}, а не «${text}»\n`)
  return process.exit(2)
}
