/** A folder for runs on a disk that is full: a small one of its own, or, where none may be mounted, no folder at all. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export class FullDisk {
  /** Where the server keeps runs. */
  readonly dir: string
  readonly isMounted: boolean
  readonly #root = mkdtempSync(path.join(os.tmpdir(), 'soak-'))

  /** A mounted one is full by itself after some runs. */
  constructor(mayMount: boolean) {
    this.dir = path.join(this.#root, 'runs')
    mkdirSync(this.dir)
    this.isMounted = mayMount && isRun('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', this.dir])
  }

  /** From now on nothing can be kept. */
  fill(): void {
    if (this.isMounted) {
      try {
        writeFileSync(path.join(this.dir, 'filler'), Buffer.alloc(2 ** 20))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    } else if (existsSync(this.dir) && !existsSync(this.#aside)) {
      renameSync(this.dir, this.#aside)
      writeFileSync(this.dir, '')
    }
  }

  free(): void {
    if (this.isMounted) rmSync(path.join(this.dir, 'filler'), { force: true })
    else if (existsSync(this.#aside)) {
      rmSync(this.dir, { force: true })
      renameSync(this.#aside, this.dir)
    }
  }

  dispose(): void {
    if (this.isMounted) isRun('umount', [this.dir])
    rmSync(this.#root, { recursive: true, force: true })
  }

  get #aside(): string {
    return `${this.dir}.aside`
  }
}

function isRun(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    // Not root, no such system: the other way will do.
    return false
  }
}
