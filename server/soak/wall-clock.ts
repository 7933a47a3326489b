/** A clock on the wall that jumps, for this process: nothing that matters may be measured with it. */
export class WallClock {
  readonly #Real = Date
  #offset = 0

  constructor() {
    const offset = (): number => this.#offset
    const Real = this.#Real
    globalThis.Date = class extends Real {
      constructor(...args: [] | [number | string | Date]) {
        super(...((args.length === 0 ? [Real.now() + offset()] : args) as [number]))
      }
      static override now(): number {
        return Real.now() + offset()
      }
    } as DateConstructor
  }

  jump(milliseconds: number): void {
    this.#offset = milliseconds
  }

  dispose(): void {
    globalThis.Date = this.#Real
  }
}
