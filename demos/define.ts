/**
 * A demo: a folder with this manifest (`demo.ts`) and one program per lane.
 *
 * A lane is a file whose first lines hold a comment `lane: <label in Russian>`; its id is the file's name without the
 * ending, its language is the ending. The contract of a program:
 *
 * - `program arg1 arg2 …`: positional, in the order of `params`, each with the same default: it runs by hand.
 * - It prints for people, at most ten times a second. Exit 0 when it did its job, else non-zero and a sentence.
 * - It ends by itself, and within a second of SIGHUP or SIGINT.
 * - What it needs beyond its language stands in a comment `needs: <module> …` beside the label (Python packages).
 * - With DEMO_EVENTS=1 it also writes events inside the stream, `ESC ] 7337 ; JSON BEL`, each in one write; the helpers
 *   in `lib/` do it. Times are seconds since DEMO_T0 (CLOCK_MONOTONIC, when the lane was started).
 */
import { z } from 'zod'

const Param = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected a lower-case name'),
  /** What the deck calls it, in Russian. */
  label: z.string().min(1),
  default: z.number(),
  min: z.number(),
  max: z.number(),
  /** The values to record. */
  grid: z.array(z.number()).min(1),
  /** Names for values that a number does not explain: `{ 0: 'сколько выйдет' }`. */
  names: z.record(z.string().regex(/^\d+$/, 'expected a value'), z.string().min(1)).optional(),
})

const ResultField = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected a lower-case name'),
  label: z.string().min(1),
  unit: z.string().optional(),
  digits: z.int().min(0).max(6).optional(),
  optional: z.boolean().optional(),
})

const Limits = z.strictObject({
  /** Seconds from a lane's begin to its end. */
  seconds: z.number().positive().default(120),
  /** Seconds without output and without an event: the lane hangs. */
  silence: z.number().positive().default(30),
  /** Bytes of output of one lane. */
  output: z
    .int()
    .positive()
    .default(256 * 2 ** 20),
  processes: z.int().positive().default(10_000),
  /** Bytes of resident memory of one lane. */
  memory: z
    .int()
    .positive()
    .default(4 * 2 ** 30),
})

const Manifest = z
  .strictObject({
    /** In Russian, as on the slide. */
    title: z.string().min(1),
    question: z.string().min(1),
    params: z.array(Param),
    /**
     * `measured` lanes run one after another and alone on the server; `together` side by side; `rounds`, alone too, take
     * turns: all have their first round, then all their second (`lib/turns.ts`).
     */
    schedule: z.enum(['measured', 'together', 'rounds']),
    /** How many rounds each lane of the schedule `rounds` gets. */
    rounds: z.int().min(1).max(100).optional(),
    /** What the pane draws under the terminals; `table` has no terminals, but a row for every lane. */
    view: z.enum(['charts', 'swimlanes', 'table']).default('charts'),
    /**
     * The program in a lane's terminal where lanes cannot measure themselves (a server needs a client), by its path from
     * the demo's folder. It gets the parameters; the commands of the lane and of the tools come in the environment
     * (`lib/programs.ts`).
     */
    driver: z.string().endsWith('.ts').optional(),
    /** What the driver starts besides the lane: name → files, of which the first that this machine can build is taken. */
    tools: z.record(z.string(), z.array(z.string()).min(1)).default({}),
    /** Lanes that are the programs of another demo: all, or those named. */
    lanes: z.strictObject({ of: z.string().min(1), only: z.array(z.string()).min(1).optional() }).optional(),
    /** Parameters to record besides the grid: whole combinations, so that the grid need not be multiplied. */
    alsoRecorded: z.array(z.record(z.string(), z.number())).default([]),
    /** The size of every lane's terminal. */
    terminal: z
      .strictObject({ cols: z.int().min(20).max(200), rows: z.int().min(2).max(60) })
      .default({ cols: 48, rows: 8 }),
    /** What a result must contain: the rows of the table. */
    result: z.array(ResultField).min(1),
    limits: Limits.prefault({}),
  })
  .superRefine(({ params, result, schedule, rounds, driver, tools, alsoRecorded }, context) => {
    if ((schedule === 'rounds') !== (rounds !== undefined))
      context.addIssue({
        code: 'custom',
        path: ['rounds'],
        message: 'expected with the schedule rounds, and only with it',
      })
    if (driver === undefined && (schedule === 'rounds' || Object.keys(tools).length > 0))
      context.addIssue({
        code: 'custom',
        path: ['driver'],
        message: 'expected a program that takes turns and uses tools',
      })
    for (const [index, { name, min, max, grid, default: usual }] of params.entries()) {
      const outside = [usual, ...grid].find((value) => value < min || value > max)
      if (outside !== undefined)
        context.addIssue({
          code: 'custom',
          path: ['params', index],
          message: `${name}: ${outside} is not in ${min}…${max}`,
        })
      if (params.findIndex((other) => other.name === name) !== index)
        context.addIssue({ code: 'custom', path: ['params', index, 'name'], message: `${name} is there twice` })
    }
    for (const [index, values] of alsoRecorded.entries())
      if (params.some(({ name, min, max }) => !(min <= (values[name] ?? NaN) && (values[name] ?? NaN) <= max)))
        context.addIssue({
          code: 'custom',
          path: ['alsoRecorded', index],
          message: `expected a value of every parameter: ${params.map(({ name }) => name).join(', ')}`,
        })
    for (const [index, { key }] of result.entries())
      if (result.findIndex((other) => other.key === key) !== index)
        context.addIssue({ code: 'custom', path: ['result', index, 'key'], message: `${key} is there twice` })
  })

export type Demo = z.output<typeof Manifest>

/** Checks a manifest. Throws a ManifestError that names every wrong field. */
export function defineDemo(manifest: z.input<typeof Manifest>): Demo {
  const checked = Manifest.safeParse(manifest)
  if (checked.success) return checked.data
  throw new ManifestError(
    checked.error.issues.map(({ path, message }) => `${path.join('.') || 'manifest'}: ${message}`),
  )
}

export class ManifestError extends Error {
  override readonly name = 'ManifestError'
  constructor(readonly fields: readonly string[]) {
    super(fields.join('; '))
  }
}
