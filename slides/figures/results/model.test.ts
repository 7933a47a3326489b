import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chartData, chartSpec, panel, point } from './fixtures.ts'
import { makeScene } from './model.ts'
import { FONT, type Mark, type Scene, type Text } from './scene.ts'
import type { ChartSpec } from './spec.ts'
import { textWidth } from './text.ts'

const LANES = Array.from({ length: 16 }, (_, index) => `backend_${index}`)
const XS = [1, 10, 100, 1000, 5000, 10_000]

/** Anything that a demo may find out: from nothing to millions, with gaps anywhere. */
const measurement = fc
  .tuple(
    fc.double({ min: 1e-4, max: 1e7, noNaN: true }),
    fc.double({ min: 0.2, max: 1, noNaN: true }),
    fc.double({ min: 1, max: 4, noNaN: true }),
    fc.option(fc.double({ min: 0, max: 1e4, noNaN: true })),
    fc.option(fc.double({ min: 0, max: 1e4, noNaN: true })),
  )
  .map(([speed, low, high, user, system]) => ({
    speed,
    speed_low: speed * low,
    speed_high: speed * high,
    ...(user !== null && { user }),
    ...(system !== null && { system }),
  }))

const data = fc
  .array(fc.tuple(fc.constantFrom(...LANES), fc.constantFrom(...XS), measurement, fc.boolean()), { maxLength: 90 })
  .map((all) =>
    chartData(
      all.map(([lane, n, result, isLive]) => point(lane, { n }, result, isLive)),
      { lanes: LANES.map((id) => ({ id, label: id })) },
    ),
  )

const specs: ChartSpec[] = [
  chartSpec({ kind: 'lines', lanes: LANES, panels: [panel(['speed'], { isLog: true })] }),
  chartSpec({ kind: 'lines', lanes: LANES, panels: [panel(['speed']), panel(['user', 'system'])] }),
  chartSpec({
    kind: 'rows',
    lanes: LANES,
    panels: [panel(['speed']), panel(['user', 'system'], { parts: ['user', 'system'] })],
  }),
  chartSpec({
    kind: 'rows',
    lanes: LANES,
    params: { rate: 0 },
    panels: [
      panel(['speed']),
      panel(['user'], { isLog: true }),
      panel(['speed_low', 'speed', 'speed_high'], { shape: 'range' }),
    ],
    bars: [{ params: { n: 10 } }, { params: { n: 100 } }, { params: { n: 1000 }, name: 'тысяча' }],
  }),
  chartSpec({ kind: 'rows', lanes: LANES, panels: [panel(['user', 'system'], { isSparse: true })], sort: 'up' }),
]

test.each(specs.map((spec, index) => [index, spec] as const))(
  'whatever was measured, chart %i keeps its marks inside and its texts apart',
  (_, spec) => {
    fc.assert(
      fc.property(data, (data) => {
        const scene = makeScene(spec, data)
        expect(marksOutside(scene)).toEqual([])
        expect(overlaps(scene)).toEqual([])
        expect(scene.marks.filter((mark) => Object.values(mark).some((value) => Number.isNaN(value)))).toEqual([])
      }),
      { numRuns: 150 },
    )
  },
)

test('what was not measured is a gap, never a 0', () => {
  const data = chartData([
    point('lane0', { n: 10 }, { speed: 50 }),
    point('lane1', { n: 10 }, { user: 3 }),
    point('lane2', { n: 10 }, { speed: 0 }),
  ])
  const rows = makeScene(chartSpec({ kind: 'rows' }), data)
  // A 0 that was measured is one.
  expect(names(rows)).toEqual(['алмаз', 'гранат'])
  expect(rows.table.rows).toEqual([
    ['алмаз', '50'],
    ['гранат', '0'],
  ])
  expect(rows.marks.filter(({ kind }) => kind === 'bar')).toHaveLength(1)
  const lines = makeScene(chartSpec({ kind: 'lines', panels: [panel(['user'])] }), data)
  expect(names(lines)).toEqual(['берилл'])
})

test('a logarithm has no place for a 0', () => {
  const data = chartData([point('lane0', { n: 10 }, { speed: 0 }), point('lane1', { n: 10 }, { speed: 5 })])
  const scene = makeScene(chartSpec({ kind: 'lines', panels: [panel(['speed'], { isLog: true })] }), data)
  expect(names(scene)).toEqual(['берилл'])
})

test('a stack is of what was counted: what never occurred adds nothing, what nobody could read leaves a gap', () => {
  const data = chartData([point('lane0', { n: 10 }, { user: 2 }), point('lane1', { n: 10 }, { user: 2, system: 3 })])
  const strict = makeScene(chartSpec({ kind: 'rows', panels: [panel(['user', 'system'])] }), data)
  expect(strict.table.rows).toEqual([['берилл', '5,0']])
  const sparse = makeScene(chartSpec({ kind: 'rows', panels: [panel(['user', 'system'], { isSparse: true })] }), data)
  expect(sparse.table.rows).toEqual([
    ['алмаз', '2,0'],
    ['берилл', '5,0'],
  ])
})

test('a live point takes the place of the recorded one, and a live value of the parameter is a point more', () => {
  const data = chartData([
    point('lane0', { n: 10 }, { speed: 50 }),
    point('lane0', { n: 10 }, { speed: 70, speed_low: 65, speed_high: 75 }, true),
    point('lane0', { n: 30 }, { speed: 80 }, true),
    point('lane0', { n: 100 }, { speed: 90 }),
  ])
  const scene = makeScene(chartSpec({ kind: 'lines' }), data)
  expect(facts(scene)).toEqual([
    ['алмаз, соединений 10, нагрузка: сколько выйдет: 70 (95 %: 65…75); измерено сейчас', true],
    ['алмаз, соединений 30, нагрузка: сколько выйдет: 80; измерено сейчас', true],
    ['алмаз, соединений 100, нагрузка: сколько выйдет: 90', false],
  ])
})

test('rows stand as listed, or by the first panel, with gaps last', () => {
  const data = chartData([
    point('lane0', { n: 10 }, { speed: 50, user: 1 }),
    point('lane1', { n: 10 }, { user: 2 }),
    point('lane2', { n: 10 }, { speed: 70, user: 3 }),
  ])
  const panels = [panel(['speed']), panel(['user'])]
  const order = (sort?: 'up' | 'down'): string[] =>
    names(makeScene(chartSpec({ kind: 'rows', panels, ...(sort && { sort }) }), data))
  expect(order()).toEqual(['алмаз', 'берилл', 'гранат'])
  expect(order('down')).toEqual(['гранат', 'алмаз', 'берилл'])
  expect(order('up')).toEqual(['алмаз', 'гранат', 'берилл'])
})

test('2016 and today: only who has both, the ratio beside them, and that the machines differ', () => {
  const before = {
    date: '2016-05',
    machine: 'Xeon',
    points: [point('lane0', { n: 10 }, { speed: 100 }), point('lane1', { n: 10 }, { speed: 100 })],
  }
  const data = chartData([point('lane0', { n: 10 }, { speed: 250 }), point('lane2', { n: 10 }, { speed: 1 })], {
    before,
  })
  const scene = makeScene(chartSpec({ kind: 'years' }), data)
  expect(scene.table.rows).toEqual([['алмаз', '100', '250', '2,50']])
  expect(texts(scene)).toEqual(expect.arrayContaining(['×2,50', 'теперь, на другой машине']))
})

test('more lanes than have room are a sentence, not a mess', () => {
  const many = Array.from({ length: 40 }, (_, index) => `lane_${index}`)
  const points = many.map((lane) => point(lane, { n: 10 }, { speed: 5 }))
  const data = chartData(points, { lanes: many.map((id) => ({ id, label: id })) })
  expect(() => makeScene(chartSpec({ kind: 'lines', lanes: many }), data)).toThrow(
    /^40 lines have no room for their names/,
  )
  expect(() => makeScene(chartSpec({ kind: 'rows', lanes: many }), data)).toThrow(
    /^40 rows of 11 pixels cannot be read/,
  )
})

test.each(['lines', 'rows', 'years'] as const)('a chart of %s without numbers is empty', (kind) => {
  const scene = makeScene(chartSpec({ kind }), chartData([], { before: { date: '', machine: '', points: [] } }))
  expect(scene.table.rows).toEqual([])
  expect(facts(scene)).toEqual([])
})

function names({ marks }: Scene): string[] {
  return marks.flatMap((mark) => (mark.kind === 'text' && mark.role === 'name' ? [mark.text] : []))
}

function texts({ marks }: Scene): string[] {
  return marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []))
}

function facts({ marks }: Scene): [string, boolean][] {
  return marks.flatMap((mark): [string, boolean][] =>
    (mark.kind === 'bar' || mark.kind === 'dot') && mark.fact !== ''
      ? [[mark.fact.replaceAll(/[\u00A0\u202F]/gu, ' '), mark.isLive]]
      : [],
  )
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function boxOf(mark: Mark): Box {
  switch (mark.kind) {
    case 'rule':
      return {
        left: Math.min(mark.x1, mark.x2),
        right: Math.max(mark.x1, mark.x2),
        top: Math.min(mark.y1, mark.y2),
        bottom: Math.max(mark.y1, mark.y2),
      }
    case 'trail': {
      const [xs, ys] = [mark.points.map(([x]) => x), mark.points.map(([, y]) => y)]
      return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) }
    }
    case 'bar':
      return { left: mark.x, right: mark.x + mark.width, top: mark.y, bottom: mark.y + mark.height }
    case 'dot':
      return { left: mark.x - 6, right: mark.x + 6, top: mark.y - 6, bottom: mark.y + 6 }
    case 'text':
      return textBox(mark)
    default:
      return mark satisfies never
  }
}

/** What is inked: a line's height without the space between lines. */
function textBox({ x, y, text, anchor, weight }: Text): Box {
  const width = textWidth(text, FONT, weight)
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2
  return { left, right: left + width, top: y - FONT / 2, bottom: y + FONT / 2 }
}

function marksOutside({ marks, width, height }: Scene): Mark[] {
  return marks.filter((mark) => {
    const { left, right, top, bottom } = boxOf(mark)
    return left < -1 || right > width + 1 || top < -1 || bottom > height + 1
  })
}

function overlaps({ marks }: Scene): string[] {
  const texts = marks.filter((mark) => mark.kind === 'text')
  return texts.flatMap((one, index) =>
    texts.slice(index + 1).flatMap((other) => {
      const [a, b] = [textBox(one), textBox(other)]
      const isApart = a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1
      return isApart ? [] : [`«${one.text}» and «${other.text}»`]
    }),
  )
}
