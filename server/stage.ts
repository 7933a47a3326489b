/**
 * The slots and their runs. A slot is a pane of the deck by name; every window that looks at it sees the same run. A
 * measured run has the machine to itself: whatever else is asked for waits in a queue.
 */
import type { Run } from './run.ts'

export class Stage {
  readonly #slots = new Map<string, Run>()
  readonly #active = new Set<Run>()
  #queue: Run[] = []
  readonly #watchers = new Map<string, Set<() => void>>()
  readonly #onFinished: (run: Run) => void

  constructor(onFinished: (run: Run) => void = () => undefined) {
    this.#onFinished = onFinished
  }

  run(slot: string): Run | undefined {
    return this.#slots.get(slot)
  }

  /** Runs before this one; undefined when it is not in the queue. */
  place(run: Run): number | undefined {
    const index = this.#queue.indexOf(run)
    return index < 0 ? undefined : index + this.#active.size
  }

  /** Puts a run into a slot, unless one is under way there: simultaneous starts make one run. */
  start(slot: string, create: () => Run): Run {
    const present = this.#slots.get(slot)
    if (present && present.state !== 'finished') return present
    const run = create()
    run.subscribe(() => this.#notify(slot))
    this.#slots.set(slot, run)
    this.#queue.push(run)
    this.#advance()
    this.#notify(slot)
    return run
  }

  stop(slot: string): boolean {
    const run = this.#slots.get(slot)
    if (!run || run.state === 'finished') return false
    run.stop()
    if (this.#queue.includes(run)) {
      this.#queue = this.#queue.filter((other) => other !== run)
      run.finish()
      this.#advance()
    }
    return true
  }

  /** Resolves when no process of any run is left. */
  async stopAll(): Promise<void> {
    for (const slot of this.#slots.keys()) this.stop(slot)
    while (this.#active.size > 0) await new Promise((resolve) => setTimeout(resolve, 10))
  }

  /** Called when the slot's run, its state or its place in the queue changes; gives back what ends it. */
  watch(slot: string, listener: () => void): () => void {
    const watchers = this.#watchers.get(slot) ?? new Set()
    this.#watchers.set(slot, watchers.add(listener))
    return () => {
      watchers.delete(listener)
      if (watchers.size === 0) this.#watchers.delete(slot)
    }
  }

  #advance(): void {
    while (this.#queue[0] && this.#mayBegin(this.#queue[0])) {
      const run = this.#queue.shift() as Run
      this.#active.add(run)
      void run.execute().then(() => {
        this.#active.delete(run)
        this.#onFinished(run)
        this.#advance()
      })
    }
    for (const [slot, run] of this.#slots) if (this.#queue.includes(run)) this.#notify(slot)
  }

  #mayBegin(run: Run): boolean {
    const isMeasured = (one: Run): boolean => one.request.demo.manifest.schedule !== 'together'
    return this.#active.size === 0 || (!isMeasured(run) && ![...this.#active].some(isMeasured))
  }

  #notify(slot: string): void {
    for (const watcher of this.#watchers.get(slot) ?? []) watcher()
  }
}
