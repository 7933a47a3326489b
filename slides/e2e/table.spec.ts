/** A pane of many lanes: rows that fill as rounds end, a lane that fails in its own row, the same again from the log. */
import type { Page } from '@playwright/test'
import { parseSignal } from '../../server/protocol/events.ts'
import { Pane } from './pane.ts'
import { expect, test } from './test.ts'

test('rows fill round by round; a lane that fails says so in its row, and the others go on', async ({
  page,
  rounds,
  faults,
}) => {
  const pane = await Pane.open(page, rounds.address('echo'))
  const statuses = await watchStatuses(pane)
  await page.keyboard.press('Enter')
  await expect(pane.main).toHaveText('Стоп')
  await expect(pane.main).toHaveText('Пуск', { timeout: 40_000 })
  await expect(status(pane, 'selector')).toHaveText('3 из 3')
  await expect(status(pane, 'thread')).toHaveText('3 из 3')
  await expect(row(pane, 'asyncio')).toContainText('Сервер закрыл соединение. Запустить его руками: python asyncio.py')
  await expect(status(pane, 'asyncio')).toHaveText('код 1')
  // What it had measured before is not thrown away.
  expect(await cells(pane, 'asyncio')).toContain('1500')
  expect(await cells(pane, 'selector')).toEqual(['2003', '1,5', '2,5', '499', '999', '3 из 3'])
  await expect(pane.badge).toHaveText('эфир')
  await expect(pane.message).toBeHidden()
  const seen = await statuses()
  for (const lane of ['selector', 'thread'])
    for (const text of ['раунд 1 из 3', 'раунд 2 из 3', 'раунд 3 из 3']) expect(seen).toContain(`${lane}: ${text}`)
  expect(seen).not.toContain('asyncio: раунд 3 из 3')
  expect(faults).toEqual([])
})

test('one lane is at work at a time', async ({ page, rounds }) => {
  const pane = await Pane.open(page, rounds.address('echo'))
  const most = await pane.root.evaluateHandle((root) => {
    const seen = { most: 0 }
    new MutationObserver(() => {
      seen.most = Math.max(seen.most, root.querySelectorAll('tr[data-status="work"]').length)
    }).observe(root, { subtree: true, attributes: true, childList: true })
    return seen
  })
  await pane.main.click()
  await expect(status(pane, 'thread')).toHaveText('3 из 3', { timeout: 40_000 })
  expect(await most.evaluate(({ most }) => most)).toBe(1)
})

test('a head sorts, by mouse and by keyboard, and Enter on it starts nothing', async ({ page, rounds }) => {
  const pane = await Pane.open(page, rounds.address('echo'))
  await runToEnd(pane)
  const run = rounds.run('echo').id
  // The slide asks for the fastest first.
  expect(await order(pane)).toEqual(['selector', 'asyncio', 'thread'])
  const head = pane.root.getByRole('button', { name: 'p50' })
  await head.click()
  await expect.poll(() => order(pane)).toEqual(['thread', 'asyncio', 'selector'])
  await head.focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => order(pane)).toEqual(['selector', 'asyncio', 'thread'])
  await expect(pane.root.getByRole('columnheader', { name: 'p50' })).toHaveAttribute('aria-sort', 'ascending')
  await expect(head).toBeFocused()
  await page.keyboard.press('Enter')
  // As the slide lists its lanes.
  await expect.poll(() => order(pane)).toEqual(['selector', 'thread', 'asyncio'])
  expect(rounds.run('echo').id).toBe(run)
})

test('a name opens the lane’s terminal with all that it has printed, Escape brings the table back', async ({
  page,
  rounds,
}) => {
  const pane = await Pane.open(page, rounds.address('echo'))
  await runToEnd(pane)
  await expect(pane.terminals).toHaveCount(0)
  await row(pane, 'selector').getByRole('button').click()
  await expect.poll(() => pane.screen('Второй')).toContain('раунд 1: 2001 сообщ./с')
  expect(await pane.screen('Второй')).toContain('раунд 3: 2003 сообщ./с')
  await expect(pane.root.locator('.lane-table')).toBeHidden()
  await pane.terminal('Второй').getByRole('button').focus()
  await page.keyboard.press('Escape')
  await expect(pane.root.locator('.lane-table')).toBeVisible()
  await expect(pane.terminals).toHaveCount(0)
})

test('a finished run repeats: the same growth, and a moment has one table from whichever side', async ({
  page,
  rounds,
}) => {
  const pane = await Pane.open(page, rounds.address('echo'))
  await runToEnd(pane)
  const end = await table(pane)
  await pane.seek(0)
  await expect(pane.badge).toHaveText('эфир, повтор')
  await expect.poll(() => cells(pane, 'selector')).toEqual(['—', '—', '—', '—', '—', 'ждёт'])
  const results = rounds.events('echo', 'selector').flatMap((event): [number, number][] => {
    const signal = parseSignal(event)
    return signal && 'result' in signal ? [[event[0], Number(signal.result['messages_per_s'])]] : []
  })
  const seen = new Set<string>()
  for (const part of [0.05, 0.5, 0.95, 0.5, 0.05]) {
    await pane.seek(part)
    const position = await pane.position()
    const value = results.findLast(([seconds]) => seconds <= position)?.[1]
    const expected = value === undefined ? '—' : String(value)
    await expect.poll(async () => (await cells(pane, 'selector'))[0]).toBe(expected)
    seen.add(expected)
  }
  expect(seen.size).toBe(3)
  await pane.bar.press('End')
  await expect.poll(() => table(pane)).toBe(end)
})

test('a chart is recorded, until the lanes have been measured here', async ({ page, rounds, faults }) => {
  const pane = await Pane.open(page, rounds.address('echo'))
  await pane.main.click()
  await expect(status(pane, 'thread')).toHaveText('3 из 3', { timeout: 40_000 })
  await page.evaluate(() => void (location.hash = '/loads'))
  const chart = page.locator('section#loads .chart')
  await expect(chart.locator('figcaption')).toContainText(/измерено сейчас/iu)
  await expect(chart.locator('.c-live[data-fact^="selector, соединений 100"]').first()).toHaveAttribute(
    'data-fact',
    /2003 \(95 %: 1970…2036\); измерено сейчас$/,
  )
  await expect(chart.locator('.c-live[data-lane="uvloop"]')).toHaveCount(0)
  await chart.getByRole('button', { name: 'Таблицей' }).click()
  const value = chart.getByRole('row', { name: /^selector/ }).getByText('2003 (1970…2036)')
  await expect(value).toBeVisible()
  await expect(chart.locator('svg')).toBeHidden()
  expect(faults).toEqual([])
})

test('a mark under the mouse tells its value, and brings its lane to the front', async ({ page, site }) => {
  await page.goto(site.address('author-table'))
  const chart = page.locator('section#author-table .chart')
  const dot = chart.locator('.c-dot[data-lane="thread"]').first()
  await dot.hover()
  await expect(chart.locator('.chart-fact')).toHaveText(/^thread, соединений 10, .+: 228\s131$/)
  await expect(chart).toHaveAttribute('data-lit', 'thread')
  await page.mouse.move(2, 2)
  await expect(chart.locator('.chart-fact')).toBeHidden()
})

test('texts of a chart, as the browser draws them, are apart', async ({ page, site }) => {
  await page.goto(site.address('author-table'))
  const texts = page.locator('section#author-table .chart svg text')
  await expect(texts.first()).toBeVisible()
  await page.evaluate(() => document.fonts.ready)
  const boxes = await texts.evaluateAll((all) =>
    all.map((text) => ({ text: text.textContent, box: text.getBoundingClientRect().toJSON() as DOMRect })),
  )
  const overlapping = boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      // A box is as high as a line, the letters in it are not.
      .filter(({ box }) => box.left < one.box.right - 1 && one.box.left < box.right - 1)
      .filter(({ box }) => box.top < one.box.bottom - 6 && one.box.top < box.bottom - 6)
      .map((other) => `${one.text} / ${other.text}`),
  )
  expect(overlapping).toEqual([])
})

function row(pane: Pane, lane: string): ReturnType<Page['locator']> {
  return pane.root
    .locator('.lane-table tbody tr')
    .filter({ has: pane.page.getByRole('rowheader', { name: lane, exact: true }) })
}

function status(pane: Pane, lane: string): ReturnType<Page['locator']> {
  return row(pane, lane).locator('.lane-table-status')
}

async function cells(pane: Pane, lane: string): Promise<string[]> {
  const texts = await row(pane, lane).getByRole('cell').allTextContents()
  return texts.map((text) => text.replaceAll(/[\u00A0\u202F]/gu, ' '))
}

async function table(pane: Pane): Promise<string> {
  return pane.root.locator('.lane-table tbody').innerText()
}

async function order(pane: Pane): Promise<string[]> {
  return pane.root.locator('.lane-table-label').allTextContents()
}

async function runToEnd(pane: Pane): Promise<void> {
  await pane.main.click()
  await expect(pane.main).toHaveText('Стоп')
  await expect(pane.main).toHaveText('Пуск', { timeout: 40_000 })
}

/** Every status that any lane has had, as «lane: status». */
async function watchStatuses(pane: Pane): Promise<() => Promise<string[]>> {
  const watch = await pane.root.evaluateHandle((root) => {
    const seen = new Set<string>()
    const look = (): void => {
      for (const row of root.querySelectorAll('.lane-table tbody tr'))
        seen.add(
          `${row.querySelector('.lane-table-label')?.textContent}: ${row.querySelector('.lane-table-status')?.textContent}`,
        )
    }
    new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true })
    return { seen }
  })
  return () => watch.evaluate(({ seen }) => [...seen])
}
