/** `npm run soak`. */
import { Command } from 'commander'
import { soak } from './soak.ts'

const options = new Command('npm run soak --')
  .description('A server under windows that come and go, and under every fault there is, until the time is over.')
  .option('--minutes <number>', 'how long', Number, 0.5)
  .option('--seed <number>', 'repeat the choices of an earlier soak', Number, Math.floor(Math.random() * 2 ** 31))
  .parse()
  .opts<{ minutes: number; seed: number }>()

const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`)
say(`Seed ${options.seed}, ${options.minutes} minutes.`)
try {
  await soak({ seed: options.seed, seconds: options.minutes * 60, mayMount: true, say })
  say('Nothing lost, nothing left behind.')
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  say(`Again: npm run soak -- --seed ${options.seed}`)
  process.exit(1)
}
