import { defineDemo } from '../define.ts'

export default defineDemo({
  title: 'Кто когда работал',
  question: 'Кто работал в эту миллисекунду?',
  params: [{ name: 'tasks', label: 'задач', default: 4, min: 1, max: 8, grid: [2, 4, 8] }],
  schedule: 'measured',
  view: 'swimlanes',
  terminal: { cols: 48, rows: 9 },
  limits: { seconds: 20 },
  result: [
    { key: 'switches', label: 'переключений', unit: 'шт.', digits: 0 },
    { key: 'longest_run_ms', label: 'дольше всего работала', unit: 'мс', digits: 1 },
    { key: 'longest_wait_ms', label: 'дольше всего ждала', unit: 'мс', digits: 1 },
    { key: 'total_ms', label: 'всего', unit: 'мс', digits: 0 },
    { key: 'parallel', label: 'работали одновременно', digits: 2 },
  ],
})
