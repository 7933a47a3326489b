/** A pane of the deck as its reader meets it: by what is written on it. */
import { expect, type Locator, type Page } from '@playwright/test'
import { tidy } from './screen.ts'

export class Pane {
  readonly root: Locator
  /** Start, stop, pause. */
  readonly main: Locator
  readonly badge: Locator
  /** The card under the badge. */
  readonly facts: Locator
  /** The sentence for the reader. */
  readonly message: Locator
  readonly bar: Locator
  readonly time: Locator
  readonly speed: Locator
  /** The chart: what it shows is in its accessible name. */
  readonly plot: Locator
  readonly table: Locator

  constructor(
    readonly page: Page,
    readonly slide: string,
  ) {
    this.root = page.locator(`section#${slide} .pane-body`)
    this.main = this.root.locator('.pane-main')
    this.badge = this.root.locator('.pane-badge')
    this.facts = this.root.locator('.pane-card')
    this.message = this.root.locator('.pane-message')
    this.bar = this.root.getByRole('slider', { name: 'Время' })
    this.time = this.root.locator('.pane-seek-time')
    this.speed = this.root.getByRole('combobox', { name: 'Скорость' })
    this.plot = this.root.locator('.pane-plot')
    this.table = this.root.locator('.pane-table')
  }

  /** Goes to the address and waits until the pane can be used. */
  static async open(page: Page, address: string): Promise<Pane> {
    const pane = new Pane(page, address.slice(address.lastIndexOf('/') + 1))
    await page.goto(address)
    // A window that may not press it is told so in the button's title.
    const usable = pane.main.and(page.locator(':enabled, [title]:not([title=""])'))
    await expect(usable).toHaveText(/\S/)
    await expect(pane.parts.first()).toBeVisible()
    return pane
  }

  /** What the pane is made of, once it is alive: terminals, or the rows of a table. */
  get parts(): Locator {
    return this.root.locator('.xterm, .lane-table tbody tr')
  }

  get terminals(): Locator {
    return this.root.locator('.xterm')
  }

  /** By the label of its lane. */
  terminal(lane: string): Locator {
    return this.root.getByLabel(`Терминал: ${lane}`, { exact: true })
  }

  /** Where there is no room for all terminals, a press on a name brings its own. */
  async show(lane: string): Promise<void> {
    const isName = await this.terminal(lane).evaluate((cell) => cell.classList.contains('pane-cell-hidden'))
    if (isName) await this.terminal(lane).getByRole('button').click()
  }

  /** How a lane is doing, in a word. */
  state(lane: string): Locator {
    return this.terminal(lane).locator('.pane-lane-state')
  }

  async screen(lane: string): Promise<string> {
    return tidy(await this.terminal(lane).locator('.xterm-rows > div').allTextContents())
  }

  async screens(lanes: readonly string[]): Promise<string[]> {
    return Promise.all(lanes.map((lane) => this.screen(lane)))
  }

  /** The cells of one row of the result table. */
  async results(field: string): Promise<string[]> {
    const row = this.table.locator('tr').filter({ has: this.page.getByRole('rowheader', { name: field }) })
    return row.getByRole('cell').allTextContents()
  }

  choose(value: string): Locator {
    return this.root.getByRole('button', { name: value, exact: true })
  }

  /** Seconds. */
  async position(): Promise<number> {
    return this.bar.evaluate((bar: HTMLInputElement) => bar.valueAsNumber)
  }

  /** Seconds. */
  async duration(): Promise<number> {
    return this.bar.evaluate((bar: HTMLInputElement) => Number(bar.max))
  }

  /** Presses the bar at a part of its length. */
  async seek(part: number): Promise<void> {
    const box = await this.bar.boundingBox()
    if (!box) throw new Error('Expected the bar to be on the screen.')
    await this.page.mouse.click(box.x + box.width * part, box.y + box.height / 2)
  }
}
