import { defineDemo } from '../../../../../demos/define.ts'

/** Stands in for `echo` where a test must know every number: the deck's pane and its charts take it as it comes. */
export default defineDemo({
  title: 'Эхо',
  question: 'Все ли раунды дошли?',
  params: [
    { name: 'connections', label: 'соединений', default: 100, min: 1, max: 20_000, grid: [10, 100] },
    { name: 'rate', label: 'нагрузка', default: 0, min: 0, max: 1_000_000, grid: [0], names: { 0: 'вся' } },
  ],
  schedule: 'rounds',
  rounds: 3,
  view: 'table',
  driver: '../lib/driver.ts',
  limits: { seconds: 60 },
  result: [
    { key: 'messages_per_s', label: 'сообщений в секунду', digits: 0 },
    { key: 'messages_per_s_low', label: 'не меньше', digits: 0 },
    { key: 'messages_per_s_high', label: 'не больше', digits: 0 },
    { key: 'user_us', label: 'user на сообщение', unit: 'мкс', digits: 1, optional: true },
    { key: 'system_us', label: 'system на сообщение', unit: 'мкс', digits: 1, optional: true },
    { key: 'p50_us', label: 'p50', unit: 'мкс', digits: 0 },
    { key: 'p99_us', label: 'p99', unit: 'мкс', digits: 0 },
    { key: 'rounds', label: 'раундов', digits: 0 },
  ],
})
