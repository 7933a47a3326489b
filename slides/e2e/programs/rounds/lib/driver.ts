/** One round a turn: the lane's program says how fast it is in it, or why it cannot go on. */
import { spawnSync } from 'node:child_process'
import { emit, mark } from '../../../../../demos/lib/events.ts'
import { programs } from '../../../../../demos/lib/programs.ts'
import { nextTurn } from '../../../../../demos/lib/turns.ts'

const [command = '', ...args] = programs().lane
for (let round = 1; await nextTurn(); round++) {
  mark(`раунд ${round}`)
  process.stdout.write(`раунд ${round}: измерение…\n`)
  const { status, stdout, stderr } = spawnSync(command, [...args, String(round)], { encoding: 'utf8' })
  if (status !== 0) {
    process.stderr.write(stderr)
    process.exit(1)
  }
  const speed = Number(stdout)
  process.stdout.write(`раунд ${round}: ${speed} сообщ./с\n`)
  emit({
    result: {
      messages_per_s: speed,
      messages_per_s_low: speed - 100 / round,
      messages_per_s_high: speed + 100 / round,
      user_us: 1.5,
      system_us: 2.5,
      p50_us: 1_000_000 / speed,
      p99_us: 2_000_000 / speed,
      rounds: round,
    },
  })
}
