/** Our recordings are asciicasts: asciinema's own player plays them to their ends, to the same last screen. */
import { readFile, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { ROOT } from '../../server/build-deck.ts'
import { parseRecording } from '../../server/protocol/asciicast.ts'
import { screenAfter, tidy } from './screen.ts'
import { expect, test } from './test.ts'

const FOLDER = path.join(ROOT, 'public/recordings')
const PLAYER = createRequire(import.meta.url).resolve('asciinema-player/dist/bundle/asciinema-player.min.js')

interface Player {
  play(): Promise<unknown>
  addEventListener(name: 'ended', handler: () => void): void
  getDuration(): number | undefined
  dispose(): void
}

/** Seconds for a recording: some last for minutes. */
const SOON = 0.2

test('asciinema-player plays a recording of every lane to its end, and shows what the deck shows', async ({
  page,
  faults,
}) => {
  const all = (await readdir(FOLDER, { recursive: true })).filter((name) => name.endsWith('.cast'))
  const files = [...new Map(all.toSorted().map((name) => [name.split('@')[0], name])).values()]
  expect(files.length).toBeGreaterThan(0)
  await page.goto('about:blank')
  await page.addScriptTag({ path: PLAYER })
  for (const file of files) {
    const text = await readFile(path.join(FOLDER, file), 'utf8')
    const { header, events } = parseRecording(text)
    const length = events.at(-1)?.[0] ?? 0
    const { lines, duration } = await page.evaluate(play, { text, speed: Math.max(50, length / SOON) })
    expect.soft(tidy(lines), file).toBe(await screenAfter(events, header.term))
    expect.soft(duration, file).toBeCloseTo(length, 2)
  }
  expect(faults).toEqual([])
})

/** Runs in the page. Rejects where the player calls it broken. */
async function play({
  text,
  speed,
}: {
  text: string
  speed: number
}): Promise<{ lines: string[]; duration: number | undefined }> {
  const { AsciinemaPlayer } = window as unknown as {
    AsciinemaPlayer: { create(source: object, element: HTMLElement, options: object): Player }
  }
  const place = document.createElement('div')
  document.body.append(place)
  const errors: string[] = []
  const quiet = (): void => undefined
  const logger = {
    log: quiet,
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: (...all: unknown[]) => errors.push(all.join(' ')),
  }
  const player = AsciinemaPlayer.create({ data: text }, place, { speed, logger })
  await new Promise<void>((resolve, reject) => {
    player.addEventListener('ended', resolve)
    player.play().catch(reject)
  })
  // The last frame is drawn after the end is told.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  const lines = [...place.querySelectorAll('.ap-line')].map((line) => line.textContent ?? '')
  const duration = player.getDuration()
  player.dispose()
  place.remove()
  if (errors.length > 0) throw new Error(errors.join('; '))
  return { lines, duration }
}
