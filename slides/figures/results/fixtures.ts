/** Charts of made-up numbers, for the tests of the model. */
import type { DemoInfo, Machine, Params } from '../../../server/protocol/messages.ts'
import type { ChartData, DataPoint } from './data.ts'
import type { ChartSpec, Panel } from './spec.ts'

export const MACHINE: Machine = {
  cpu: 'Фикстура 3000',
  cores: 2,
  memory: 2 ** 30,
  os: 'Linux',
  kernel: '6.1',
  limits: {},
  runtimes: {},
}

export const DEMO: Pick<DemoInfo, 'lanes' | 'params' | 'result'> = {
  lanes: ['алмаз', 'берилл', 'гранат'].map((label, index) => ({
    id: `lane${index}`,
    label,
    language: 'python',
    available: true,
  })),
  params: [
    { name: 'n', label: 'соединений', default: 10, min: 1, max: 100_000, grid: [10, 100] },
    { name: 'rate', label: 'нагрузка', default: 0, min: 0, max: 1000, grid: [0], names: { 0: 'сколько выйдет' } },
  ],
  result: [
    { key: 'speed', label: 'сообщений в секунду', digits: 0 },
    { key: 'speed_low', label: 'не меньше', digits: 0 },
    { key: 'speed_high', label: 'не больше', digits: 0 },
    { key: 'user', label: 'user', unit: 'мкс', digits: 1, optional: true },
    { key: 'system', label: 'system', unit: 'мкс', digits: 1, optional: true },
    { key: 'limit', label: 'упёрлись в', optional: true },
  ],
}

export function panel(keys: readonly string[], more: Partial<Panel> = {}): Panel {
  return { keys, shape: keys.length > 1 ? 'stack' : 'value', isLog: false, isSparse: false, ...more }
}

export function chartSpec(more: Partial<ChartSpec> & Pick<ChartSpec, 'kind'>): ChartSpec {
  return {
    demo: 'made-up',
    lanes: DEMO.lanes.map(({ id }) => id),
    params: { rate: 0, ...(more.kind !== 'lines' && { n: 10 }) },
    ...(more.kind === 'lines' && { x: 'n' }),
    panels: [panel(['speed'])],
    bars: [{ params: {} }],
    hasShortNames: false,
    width: 1184,
    height: 500,
    ...more,
  }
}

export function chartData(points: readonly DataPoint[], more: Partial<ChartData> = {}): ChartData {
  return {
    lanes: DEMO.lanes,
    params: DEMO.params,
    fields: DEMO.result,
    points,
    recorded: { date: '2026-11-20T00:00:00Z', machine: MACHINE },
    ...more,
  }
}

export function point(lane: string, params: Params, result: DataPoint['result'], isLive = false): DataPoint {
  return { lane, params: { rate: 0, ...params }, result, isLive }
}
