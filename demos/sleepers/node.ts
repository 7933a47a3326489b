// lane: Node.js, промисы
// Each sleeper is a promise of a timer.
import { setTimeout as sleep } from 'node:timers/promises'
import { whole } from '../lib/args.ts'
import { Bedtime, FOREVER, HOLD } from '../lib/sleepers.ts'

// region: sleep
function* startSleepers(n: number) {
  for (let number = 1; number <= n; number++) {
    void sleep(FOREVER)
    yield number
  }
}
// endregion

const n = whole(1, 'n', 1000, 1)
const bedtime = new Bedtime(n)
for (const started of startSleepers(n)) bedtime.progress(started)
bedtime.started()
await sleep(HOLD)
const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout')
bedtime.report(timers.length)
process.exit(0) // nobody waits for the sleepers
