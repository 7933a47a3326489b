/** How much else goes on here: figures of a machine that is busy with something else say little. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Cores that others keep busy, seen for a second in which nothing is measured. */
export async function otherWork(): Promise<number> {
  const before = readTicks()
  await sleep(1000)
  const after = readTicks()
  return (after.busy - before.busy) / 100
}

/** Clock ticks of all cores together since boot. Fields: man 5 proc_stat. */
function readTicks(): { readonly busy: number } {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return { busy: user + nice + system + irq + softirq + steal }
}
