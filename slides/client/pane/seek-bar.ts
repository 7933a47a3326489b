/** The reader's hand on the time: a bar with the marks, play, speed. */
import { formatNumber, formatSeconds } from '../format.ts'
import { LABELS, queueLabel } from '../labels.ts'
import type { Player, Source } from '../source/source.ts'
import { element, setSign, setText, signButton } from './element.ts'
import type { Session } from './session.ts'

export class SeekBar {
  readonly root = element('div', 'pane-seek')
  readonly #session: Session
  readonly #play: HTMLButtonElement
  readonly #range = element('input', 'pane-range', { type: 'range', min: '0', step: 'any', 'aria-label': LABELS.seek })
  readonly #marks = element('div', 'pane-marks', { 'aria-hidden': 'true' })
  readonly #time = element('span', 'pane-seek-time')
  readonly #speed = element('select', 'pane-select', { 'aria-label': LABELS.speed })
  readonly #colorOf: (lane: string) => string
  #player: Player | undefined

  constructor(session: Session, colorOf: (lane: string) => string) {
    this.#session = session
    this.#colorOf = colorOf
    this.#play = signButton('pane-icon', 'play', LABELS.repeat, () => this.#toggle())
    this.#range.addEventListener('input', () => session.player?.seek(this.#range.valueAsNumber))
    for (const speed of SPEEDS) this.#speed.append(element('option', '', { value: String(speed) }, speedText(speed)))
    this.#speed.addEventListener('change', () => session.player?.setSpeed(Number(this.#speed.value)))
    const track = element('div', 'pane-track', {}, this.#marks, this.#range)
    this.root.append(this.#play, track, this.#time, this.#speed)
  }

  /** `elapsed` is what a run without a player says of its time, seconds. */
  update(elapsed: number): void {
    const { player, isLive, source } = this.#session
    this.root.classList.toggle('pane-seek-idle', player === undefined)
    this.#range.disabled = this.#play.disabled = this.#speed.disabled = player === undefined
    // Without a server the large button plays; with one it starts a run.
    this.#play.hidden = !isLive
    if (player !== this.#player) this.#showMarks(player)
    const { position = 0, duration = 0, playing = false, speed = 1 } = player ?? {}
    this.#range.max = String(duration)
    this.#range.valueAsNumber = position
    this.#range.style.setProperty('--done', String(duration > 0 ? position / duration : 0))
    this.#range.setAttribute('aria-valuetext', formatSeconds(position))
    setText(this.#time, player ? `${formatSeconds(position)} / ${formatSeconds(duration)}` : runText(source, elapsed))
    setSign(this.#play, playing ? 'pause' : 'play', playing ? LABELS.pause : LABELS.repeat)
    this.#speed.value = String(speed)
  }

  #showMarks(player: Player | undefined): void {
    this.#player = player
    const marks = (player?.marks ?? []).map(({ lane, seconds, label }) => {
      const made = element('span', 'pane-mark', { title: label })
      made.style.setProperty('--at', String(player && player.duration > 0 ? seconds / player.duration : 0))
      made.style.setProperty('--lane', this.#colorOf(lane))
      return made
    })
    this.#marks.replaceChildren(...marks)
  }

  #toggle(): void {
    const { player } = this.#session
    if (player?.playing) player.pause()
    else player?.play()
  }
}

const SPEEDS = [0.5, 1, 2, 4]

function runText(source: Source | undefined, elapsed: number): string {
  if (!source) return ''
  return source.state === 'queued' ? queueLabel(source.place ?? 0) : formatSeconds(elapsed)
}

function speedText(speed: number): string {
  return `${formatNumber(speed, Number.isInteger(speed) ? 0 : 1)}×`
}
