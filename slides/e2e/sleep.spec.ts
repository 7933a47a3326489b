/** A laptop that sleeps: the server, its programs and the page stand still, and then go on. */
import type { CDPSession } from '@playwright/test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startOwnProcess } from './own-process.ts'
import { Pane } from './pane.ts'
import { HAS_PROC, processesTagged } from './processes-tagged.ts'
import { expect, test } from './test.ts'

/** Longer than the page waits for a server that it has lost. */
const NAP_MS = 5000

test('a run that slept with its laptop goes on in the same pane', async ({ page, context }) => {
  test.skip(!HAS_PROC, 'Only /proc tells which processes a run has.')
  const server = await startOwnProcess()
  try {
    const pane = await Pane.open(page, `${server.address}&/starvation`)
    await pane.choose('10').click()
    await pane.main.click()
    await expect.poll(() => pane.screen('Python, потоки')).not.toBe('')
    const asleep = [server.pid, ...processesTagged(server.tag)]
    const browser = await context.newCDPSession(page)
    for (const pid of asleep) process.kill(pid, 'SIGSTOP')
    await setLifecycle(browser, 'frozen')
    await sleep(NAP_MS)
    for (const pid of asleep) process.kill(pid, 'SIGCONT')
    await setLifecycle(browser, 'active')
    await expect(pane.main).toHaveText('Пуск', { timeout: 60_000 })
    await expect(pane.badge).toHaveText('эфир')
    await expect(pane.state('Python, потоки')).toHaveText('готово')
    await expect(pane.state('Python, процессы')).toHaveText('готово')
    expect(await pane.screen('Python, процессы')).toContain('Должно было пройти 5 с')
  } finally {
    await server.kill()
  }
})

async function setLifecycle(browser: CDPSession, state: 'frozen' | 'active'): Promise<void> {
  await browser.send('Page.setWebLifecycleState', { state })
}
