import { defineDemo } from '../define.ts'

export default defineDemo({
  title: 'taskset',
  question: 'Что даёт taskset?',
  params: [
    { name: 'connections', label: 'соединений', default: 200, min: 1, max: 10_000, grid: [20, 200, 1000] },
    { name: 'pinned', label: 'taskset', default: 1, min: 0, max: 1, grid: [0, 1], names: { 0: 'нет', 1: 'да' } },
  ],
  schedule: 'rounds',
  rounds: 5,
  view: 'table',
  driver: '../lib/load/pinning-driver.ts',
  tools: { loader: ['../lib/load/loader.c', '../lib/load/loader.ts'] },
  lanes: { of: 'echo', only: ['thread', 'selector', 'asyncio'] },
  limits: { seconds: 3600 },
  result: [
    { key: 'messages_per_s', label: 'сообщений в секунду', digits: 0 },
    { key: 'messages_per_s_low', label: 'не меньше', digits: 0, optional: true },
    { key: 'messages_per_s_high', label: 'не больше', digits: 0, optional: true },
    { key: 'voluntary', label: 'переключений по своей воле на сообщение', digits: 3, optional: true },
    { key: 'involuntary', label: 'не по своей', digits: 3, optional: true },
    { key: 'migrations', label: 'переездов с ядра на ядро', digits: 4, optional: true },
    // From a traced round that is not timed.
    { key: 'futex', label: 'futex на сообщение', digits: 2, optional: true },
    { key: 'syscalls', label: 'системных вызовов на сообщение', digits: 2, optional: true },
    { key: 'rounds', label: 'раундов', digits: 0 },
    { key: 'loader_share', label: 'нагрузчик занят', unit: '%', digits: 0 },
  ],
})
