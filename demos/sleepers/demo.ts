import { defineDemo } from '../define.ts'

export default defineDemo({
  title: 'Спящие',
  question: 'Сколько стоит ждать?',
  params: [{ name: 'n', label: 'спящих', default: 1000, min: 1, max: 100_000, grid: [10, 1000, 10_000, 100_000] }],
  schedule: 'measured',
  limits: { processes: 200_000 },
  result: [
    { key: 'asleep', label: 'спят', unit: 'шт.', digits: 0 },
    { key: 'start_ms', label: 'все легли за', unit: 'мс', digits: 0 },
    { key: 'start_us', label: 'лечь одному', unit: 'мкс', digits: 1 },
    // Without /proc nobody can read these four.
    { key: 'rss_kb', label: 'памяти на каждого', unit: 'КБ', digits: 1, optional: true },
    { key: 'virtual_kb', label: 'адресов на каждого', unit: 'КБ', digits: 0, optional: true },
    { key: 'maps', label: 'отображений памяти', unit: 'шт.', digits: 0, optional: true },
    { key: 'threads', label: 'потоков в процессе', unit: 'шт.', digits: 0, optional: true },
    { key: 'limit', label: 'остановил предел', optional: true },
  ],
})
