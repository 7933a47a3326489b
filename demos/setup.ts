/** `npm run setup`: what the lanes need beyond their languages: .venv with the packages of the Python lanes. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { makeVenv, SetupError } from './lib/venv.ts'

const REPO = fileURLToPath(new URL('..', import.meta.url))

const { python, folder, requirements } = new Command('npm run setup --')
  .description('Makes .venv with the packages of the Python lanes; does nothing when it is up to date.')
  .option('--python <program>', 'which Python (the newest of 3.11 … 3.14 in PATH unless given)')
  .option('--folder <folder>', 'where', path.join(REPO, '.venv'))
  .option('--requirements <file>', 'what', path.join(REPO, 'demos/requirements.txt'))
  .parse()
  .opts<{ python?: string; folder: string; requirements: string }>()

try {
  await makeVenv({
    python,
    folder: path.resolve(folder),
    requirements: path.resolve(requirements),
    say: (line) => process.stdout.write(`${line}\n`),
  })
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
