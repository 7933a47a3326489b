import { defineDemo } from '../define.ts'

export default defineDemo({
  title: 'Много потоков',
  question: 'Что там на 5k потоков?',
  params: [
    {
      name: 'threads',
      label: 'потоков',
      default: 1000,
      min: 1,
      max: 20_000,
      grid: [1, 10, 100, 1000, 5000, 10_000],
    },
  ],
  schedule: 'rounds',
  rounds: 3,
  view: 'table',
  driver: '../lib/load/many-threads-driver.ts',
  tools: { loader: ['../lib/load/loader.c', '../lib/load/loader.ts'] },
  lanes: { of: 'echo', only: ['thread', 'cpp_th'] },
  limits: { seconds: 3600, processes: 20_000 },
  result: [
    { key: 'threads', label: 'потоков', digits: 0 },
    { key: 'messages_per_s', label: 'сообщений в секунду', digits: 0 },
    { key: 'messages_per_s_low', label: 'не меньше', digits: 0, optional: true },
    { key: 'messages_per_s_high', label: 'не больше', digits: 0, optional: true },
    { key: 'user_us', label: 'user на сообщение', unit: 'мкс', digits: 1, optional: true },
    { key: 'system_us', label: 'system на сообщение', unit: 'мкс', digits: 1, optional: true },
    { key: 'switches', label: 'переключений на сообщение', digits: 3, optional: true },
    { key: 'syscalls', label: 'системных вызовов на сообщение', digits: 2, optional: true },
    { key: 'rss_mb', label: 'памяти', unit: 'МБ', digits: 1, optional: true },
    { key: 'virtual_mb', label: 'адресов', unit: 'МБ', digits: 0, optional: true },
    { key: 'maps', label: 'отображений памяти', digits: 0, optional: true },
    { key: 'rounds', label: 'раундов', digits: 0 },
    { key: 'limit', label: 'остановил предел', optional: true },
  ],
})
