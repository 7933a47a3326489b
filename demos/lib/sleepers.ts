/** What every lane of `sleepers` says and measures: a lane is only the way it starts its sleepers. */
import { mark, now, result, sample } from './events.ts'
import { footprint } from './memory.ts'
import { decimal } from './text.ts'

/** Milliseconds: longer than any lane lives. */
export const FOREVER = 3_600_000
/** Milliseconds for the audience to see them sleep. */
export const HOLD = 1000

/** From the moment before the first sleeper to the report. */
export class Bedtime {
  readonly #before = footprint()
  #begin: number
  #said: number
  #took = 0

  constructor(readonly wanted: number) {
    process.stdout.write(`Укладываю спать: ${wanted}\n`)
    this.#begin = this.#said = now()
  }

  /** Says how many are started, at most ten times a second. */
  progress(started: number): void {
    if (now() - this.#said < 0.1) return
    this.#said = now()
    process.stdout.write(`\rлегли: ${started}`)
    sample('started', started, 'шт.')
  }

  /** All that will be started are. */
  started(): void {
    this.#took = now() - this.#begin
    mark('все легли')
  }

  /** `asleep`: counted by the runtime or the kernel, not by the loop that started them. */
  report(asleep: number): void {
    const after = footprint()
    const micros = (this.#took / asleep) * 1e6
    const each = (name: 'rss' | 'virtual') =>
      // Where the garbage collector gave memory back, the sleepers have taken none.
      after && this.#before && round(Math.max(0, after[name] - this.#before[name]) / asleep, 2)
    process.stdout.write(`\rСпят: ${asleep} из ${this.wanted}\n`)
    process.stdout.write(`Легли за ${decimal(this.#took * 1000, 1)} мс, по ${decimal(micros, 1)} мкс\n`)
    if (after) {
      process.stdout.write(`Каждый занял ${decimal(each('rss') ?? 0, 1)} КБ памяти\n`)
      process.stdout.write(`и ${decimal(each('virtual') ?? 0, 1)} КБ адресов\n`)
      process.stdout.write(`Потоков ${after.threads}, отображений ${after.maps}\n`)
    }
    result({
      asleep,
      start_ms: round(this.#took * 1000, 1),
      start_us: round(micros, 1),
      rss_kb: each('rss'),
      virtual_kb: each('virtual'),
      maps: after?.maps,
      threads: after?.threads,
    })
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
