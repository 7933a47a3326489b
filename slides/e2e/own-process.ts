/** `npm start` in a process of its own, which a test may kill as a full disk or a panic would. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from '../../server/build-deck.ts'
import { readStat } from '../../server/processes.ts'

export interface OwnProcess {
  readonly address: string
  readonly pid: number
  /** What the tags of its lanes' processes begin with. */
  readonly tag: string
  /** SIGKILL: it can tidy up nothing. Resolves when it is gone; a second time at once. */
  readonly kill: () => Promise<void>
}

/** The deck must be built. Throws with what the server said where it does not start. */
export async function startOwnProcess(): Promise<OwnProcess> {
  const args = ['--import', 'tsx', path.join(ROOT, 'server/start.ts'), '--port', '0', '--no-open']
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const said: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line)
    if (!line.startsWith('http://')) continue
    // Whatever it says from now on is thrown away, or a full pipe would stop it.
    child.stdout.resume()
    const pid = child.pid ?? 0
    return {
      address: line,
      pid,
      tag: `potoki.${pid}.${readStat(pid)?.started}`,
      kill: async () => {
        child.kill('SIGKILL')
        await gone
      },
    }
  }
  throw new Error(`Expected the server to print its address, got:\n${said.join('\n')}`)
}
