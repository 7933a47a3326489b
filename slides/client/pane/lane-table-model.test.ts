import { expect, test } from 'vitest'
import type { ResultField } from '../../../server/protocol/messages.ts'
import { nextSort, tableModel, type Sort, type TableLane, type TableRequest } from './lane-table-model.ts'

const FIELDS: readonly ResultField[] = [
  { key: 'speed', label: 'сообщений в секунду', digits: 0 },
  { key: 'speed_low', label: 'не меньше', digits: 0 },
  { key: 'speed_high', label: 'не больше', digits: 0 },
  { key: 'user', label: 'user', unit: 'мкс', digits: 1, optional: true },
  { key: 'rounds', label: 'раундов', digits: 0 },
  { key: 'limit', label: 'упёрлись в', optional: true },
]

test('columns are the manifest’s numbers without the ends of their intervals, as many as fit', () => {
  const keys = (most: number): string[] => model([lane('a')], { most }).columns.map(({ key }) => key)
  expect(keys(9)).toEqual(['speed', 'user', 'rounds'])
  expect(keys(2)).toEqual(['speed', 'user'])
  expect(keys(0)).toEqual(['speed'])
})

test('columns that are asked for come in their order, with their names', () => {
  const { columns } = model([lane('a')], {
    columns: [{ key: 'user' }, { key: 'speed', title: 'скорость' }, { key: 'no' }],
  })
  expect(columns).toEqual([
    { key: 'user', title: 'user', unit: 'мкс', sorted: undefined },
    { key: 'speed', title: 'скорость', unit: '', sorted: undefined },
  ])
})

test('a bar and its interval are parts of the largest value that there is, its interval included', () => {
  const { rows } = model([
    lane('a', { result: { speed: 50, speed_low: 40, speed_high: 60, rounds: 2 } }),
    lane('b', { result: { speed: 90, speed_low: 80, speed_high: 100, rounds: 2 } }),
    lane('c'),
    lane('d', { result: { speed: 0, rounds: 1 } }),
  ])
  expect(rows.map(({ bar }) => bar)).toEqual([
    { value: 0.5, low: 0.4, high: 0.6 },
    { value: 0.9, low: 0.8, high: 1 },
    undefined,
    { value: 0, low: undefined, high: undefined },
  ])
  // Not measured is a dash; a 0 that was measured is a 0.
  expect(rows.map(({ cells }) => cells[0])).toEqual(['50', '90', '—', '0'])
})

test('a head that is pressed sorts down, then up, then as the lanes are listed', () => {
  const lanes = [lane('a', speed(5)), lane('b'), lane('c', speed(7)), lane('d', speed(5))]
  let sort: Sort | undefined
  const press = (): [string, string | undefined] => {
    sort = nextSort(sort, 'speed')
    const { rows, columns } = model(lanes, { sort })
    return [rows.map(({ id }) => id).join(''), columns[0]?.sorted]
  }
  expect(press()).toEqual(['cadb', 'down'])
  expect(press()).toEqual(['adcb', 'up'])
  expect(press()).toEqual(['abcd', undefined])
  expect(nextSort({ key: 'user', isUp: true }, 'speed')).toEqual({ key: 'speed', isUp: false })
})

test.each<[string, Partial<TableLane>, number | undefined, [string, string]]>([
  ['before its first turn', { state: 'running' }, 5, ['waiting', 'ждёт']],
  ['in its first round', { state: 'running', isAtWork: true }, 5, ['work', 'раунд 1 из 5']],
  ['between two rounds', { state: 'running', ...speed(9, 2) }, 5, ['between', '2 из 5']],
  ['in its third round', { state: 'running', isAtWork: true, ...speed(9, 2) }, 5, ['work', 'раунд 3 из 5']],
  ['in its turn where there are no rounds', { state: 'running', isAtWork: true }, undefined, ['work', 'измеряется']],
  ['before its turn', { state: 'waiting' }, undefined, ['waiting', 'ждёт']],
  ['at its end', { state: 'finished', end: { status: 0 }, ...speed(9, 5) }, 5, ['done', '5 из 5']],
  ['when it failed', { state: 'finished', end: { status: 3 }, ...speed(9, 1) }, 5, ['failed', 'код 3']],
  ['when it was killed', { state: 'finished', end: { status: 137, signal: 'SIGKILL' } }, 5, ['failed', 'SIGKILL']],
  ['when it was stopped', { state: 'finished', end: { status: 129, signal: 'SIGHUP' } }, 5, ['stopped', 'остановлено']],
  ['when the source does not have it', { state: 'none' }, 5, ['none', '']],
])('%s', (_, facts, rounds, [kind, text]) => {
  expect(model([lane('a', facts)], { rounds }).rows[0]?.status).toEqual({ kind, text })
})

test('words among the results are notes, unless they have a column', () => {
  const lanes = [lane('a', { result: { speed: 1, rounds: 1, limit: 'нагрузчик' } }), lane('b', speed(2))]
  expect(model(lanes).notes).toEqual(['Лента a: упёрлись в нагрузчик'])
  expect(model(lanes).rows.map(({ hasNote }) => hasNote)).toEqual([true, false])
  expect(model(lanes, { columns: [{ key: 'speed' }, { key: 'limit' }] }).notes).toEqual([])
})

test('a lane that failed keeps what it had measured beside its sentence', () => {
  const { rows } = model([lane('a', { ...speed(50, 2), end: { status: 1 }, sentence: 'Порт занят.' })])
  expect(rows[0]).toMatchObject({ cells: ['50', '—', '2'], sentence: 'Порт занят.' })
  expect(rows[0]?.bar?.value).toBe(1)
})

function model(lanes: readonly TableLane[], more: Partial<TableRequest> = {}): ReturnType<typeof tableModel> {
  return tableModel({ fields: FIELDS, columns: [], most: 9, lanes, rounds: 5, sort: undefined, ...more })
}

function lane(id: string, more: Partial<TableLane> = {}): TableLane {
  return {
    id,
    label: `Лента ${id}`,
    color: '#000',
    result: undefined,
    state: 'running',
    isAtWork: false,
    end: undefined,
    sentence: undefined,
    ...more,
  }
}

function speed(speed: number, rounds = 1): Pick<TableLane, 'result'> {
  return { result: { speed, rounds } }
}
