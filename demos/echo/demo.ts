import { defineDemo } from '../define.ts'

export default defineDemo({
  title: 'Эхо',
  question: 'Сколько сообщений в секунду?',
  params: [
    { name: 'connections', label: 'соединений', default: 100, min: 1, max: 20_000, grid: [10, 100, 1000, 10_000] },
    {
      name: 'rate',
      label: 'нагрузка, 1/с',
      default: 0,
      min: 0,
      max: 1_000_000,
      grid: [0],
      names: { 0: 'полная' },
    },
  ],
  // Low and moderate load, beside the heavy one of the grid.
  alsoRecorded: [
    { connections: 100, rate: 1000 },
    { connections: 100, rate: 5000 },
  ],
  schedule: 'rounds',
  rounds: 5,
  view: 'table',
  driver: '../lib/load/echo-driver.ts',
  tools: { loader: ['../lib/load/loader.c', '../lib/load/loader.ts'] },
  // A thousand forks of a Python share most of what they are counted with.
  limits: { seconds: 3600, processes: 20_000, memory: 256 * 2 ** 30 },
  result: [
    { key: 'messages_per_s', label: 'сообщений в секунду', digits: 0 },
    // A bootstrap 95 % interval of the median over the rounds.
    { key: 'messages_per_s_low', label: 'не меньше', digits: 0, optional: true },
    { key: 'messages_per_s_high', label: 'не больше', digits: 0, optional: true },
    { key: 'cpu_us', label: 'процессора на сообщение', unit: 'мкс', digits: 1, optional: true },
    { key: 'user_us', label: 'user на сообщение', unit: 'мкс', digits: 1, optional: true },
    { key: 'system_us', label: 'system на сообщение', unit: 'мкс', digits: 1, optional: true },
    { key: 'switches', label: 'переключений на сообщение', digits: 3, optional: true },
    { key: 'p50_us', label: 'p50', unit: 'мкс', digits: 0 },
    { key: 'p95_us', label: 'p95', unit: 'мкс', digits: 0 },
    { key: 'p99_us', label: 'p99', unit: 'мкс', digits: 0 },
    // Messages per connection in a round, 5th and 95th percentile over the connections.
    { key: 'fair_p5', label: 'сообщений на соединение, p5', digits: 0 },
    { key: 'fair_p95', label: 'сообщений на соединение, p95', digits: 0 },
    { key: 'connections', label: 'соединений открыто', digits: 0 },
    { key: 'threads', label: 'потоков', digits: 0, optional: true },
    { key: 'rss_mb', label: 'памяти', unit: 'МБ', digits: 1, optional: true },
    { key: 'rounds', label: 'раундов', digits: 0 },
    { key: 'backend_share', label: 'сервер занят', unit: '%', digits: 0, optional: true },
    { key: 'loader_share', label: 'нагрузчик занят', unit: '%', digits: 0 },
    { key: 'limited_by', label: 'упёрлись в', optional: true },
  ],
})
