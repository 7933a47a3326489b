/** How much else goes on here: figures of a machine that is busy with something else say little. */
import { setTimeout as sleep } from 'node:timers/promises'
import { busySeconds } from '../../demos/lib/load/proc-files.ts'

/** Cores that others keep busy, seen for a second in which nothing is measured; 0 where nobody can tell. */
export async function otherWork(): Promise<number> {
  const before = busySeconds()
  await sleep(1000)
  const after = busySeconds()
  return before === undefined || after === undefined ? 0 : after - before
}
