/** The server under measurement as a process: what it costs is read from outside. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { parseStat } from '../proc.ts'
import type { Role } from '../protocol/messages.ts'

export class ServerProcess {
  readonly #child: ChildProcess
  readonly port: number
  readonly address: string
  readonly tokens: Readonly<Record<Role, string>>

  private constructor(child: ChildProcess, started: { address: string; tokens: Record<Role, string> }) {
    this.#child = child
    this.address = started.address
    this.tokens = started.tokens
    this.port = Number(new URL(started.address).port)
  }

  static async start(nodeOptions: readonly string[] = AS_STARTED): Promise<ServerProcess> {
    const file = path.join(import.meta.dirname, 'serve.ts')
    const child = spawn(process.execPath, [...nodeOptions, '--import', 'tsx', file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await Promise.race([
      once(createInterface(child.stdout), 'line'),
      once(child, 'exit').then(() => {
        throw new Error('The server under measurement did not start.')
      }),
    ])) as [string]
    return new ServerProcess(child, JSON.parse(line) as { address: string; tokens: Record<Role, string> })
  }

  /** Resident memory now, MB. */
  get memory(): number {
    return Number(/^VmRSS:\s+(\d+)/m.exec(this.#proc('status'))?.[1]) / 1024
  }

  /** Seconds of processor time so far. */
  get cpu(): number {
    const stat = parseStat(this.#proc('stat'))
    return stat ? (stat.user + stat.system) / 100 : Number.NaN
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return
    this.#child.kill('SIGTERM')
    await once(this.#child, 'exit')
  }

  #proc(name: string): string {
    return readFileSync(`/proc/${this.#child.pid}/${name}`, 'latin1')
  }
}

/** As `npm start` has it. */
const AS_STARTED = ['--max-semi-space-size=2']
