/** What a live run does when something breaks: the recording goes on where it stopped, and says that it is one. */
import { killTagged, serverTag } from '../../server/processes.ts'
import { openLiveDeck } from './live-deck.ts'
import { startOwnProcess } from './own-process.ts'
import { Pane } from './pane.ts'
import { HAS_PROC, processesTagged } from './processes-tagged.ts'
import { expect, test } from './test.ts'

const THREADS = 'Python, потоки'

test('a lane that is killed goes over to the recording at the same mark, and the run can be seen again', async ({
  page,
  live,
}) => {
  const pane = await Pane.open(page, live.address('starvation'))
  await pane.choose('10').click()
  await pane.main.click()
  await expect.poll(() => pane.screen(THREADS)).not.toBe('')
  const position = await watchPosition(pane, 'запись')
  const own = `${serverTag()}.${live.run('starvation').id}.python-threads`
  expect(killTagged((tag) => tag === own)).toBeGreaterThan(0)
  await expect(pane.badge).toHaveText('запись')
  await expect(pane.message).toHaveText('Python, потоки: программу остановил сигнал SIGKILL. Показываю запись.')
  const [end] = live.events('starvation', 'python-threads').findLast(([, code]) => code === 'x') ?? []
  expect(await position()).toBe(end)
  await expect(pane.bar).toBeEnabled()
  await pane.badge.click()
  await expect(pane.facts).toContainText(/^Запись от \d+\s\S+\s\d{4}: .*Linux/)
  await pane.facts.getByRole('button', { name: 'Вернуться в эфир' }).click()
  await expect(pane.badge).toHaveText('эфир')
  await expect(pane.state(THREADS)).toHaveText('SIGKILL')
})

test('one key goes over to the recording by hand and stops the run, another tries live again', async ({
  page,
  live,
}) => {
  const pane = await Pane.open(page, live.address('starvation'))
  await pane.choose('10').click()
  await page.keyboard.press('Enter')
  await expect.poll(() => pane.screen(THREADS)).not.toBe('')
  const first = live.run('starvation')
  await page.keyboard.press('KeyR')
  await expect(pane.badge).toHaveText('запись')
  await expect(pane.message).toHaveText('Хватит. Показываю запись.')
  await expect.poll(() => first.state).toBe('finished')
  await page.keyboard.press('KeyE')
  await expect(pane.badge).toHaveText('эфир')
  await expect(pane.main).toHaveText('Стоп')
  expect(live.run('starvation').id).not.toBe(first.id)
  await pane.main.click()
  await expect(pane.main).toHaveText('Пуск')
})

test('a server that is killed in the middle of a run goes over to the recording', async ({ page }) => {
  const server = await startOwnProcess()
  try {
    const pane = await Pane.open(page, `${server.address}&/starvation`)
    await pane.choose('10').click()
    await pane.main.click()
    await expect.poll(() => pane.screen(THREADS)).not.toBe('')
    const position = await watchPosition(pane, 'запись')
    await server.kill()
    await expect(page.locator('.connection-line')).toHaveText('Нет связи с сервером, переподключаюсь…')
    await expect(pane.badge).toHaveText('запись', { timeout: 15_000 })
    await expect(pane.message).toHaveText('Пропала связь с сервером. Показываю запись.')
    expect(await position()).toBeGreaterThan(0)
    // Nothing can be started any more: the button plays the recording.
    await page.keyboard.press('PageDown')
    await page.keyboard.press('PageUp')
    await expect(pane.main).toBeEnabled()
    await pane.main.click()
    await expect(pane.badge).toHaveText('запись')
    await expect(pane.message).toHaveText('Пропала связь с сервером. Показываю запись.')
  } finally {
    await server.kill()
  }
})

test('what a killed server left running is ended by the next start', async ({ page, ground }) => {
  test.skip(!HAS_PROC, 'Only /proc tells which processes a run has.')
  const server = await startOwnProcess()
  const pane = await Pane.open(page, `${server.address}&/starvation`)
  await pane.main.click()
  await expect.poll(() => pane.screen(THREADS)).not.toBe('')
  await server.kill()
  const next = await openLiveDeck(ground)
  await expect.poll(() => processesTagged(server.tag)).toEqual([])
  await next.close()
})

/** Seconds on the bar in the moment in which the badge changes: before the recording has played on. */
async function watchPosition(pane: Pane, word: string): Promise<() => Promise<number>> {
  // In two steps: the watch must stand before the test goes on to what it watches for.
  const watch = await pane.root.evaluateHandle((root, word) => {
    const position = new Promise<number>((resolve) => {
      new MutationObserver((_, observer) => {
        if (root.querySelector('.pane-badge')?.textContent !== word) return
        observer.disconnect()
        resolve(root.querySelector<HTMLInputElement>('.pane-range')?.valueAsNumber ?? Number.NaN)
      }).observe(root, { subtree: true, childList: true, characterData: true })
    })
    return { position }
  }, word)
  return () => watch.evaluate(({ position }) => position)
}
