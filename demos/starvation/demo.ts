import { defineDemo } from '../define.ts'

export default defineDemo({
  title: 'Голодание',
  question: 'Сколько длится sleep(1)?',
  params: [{ name: 'spinners', label: 'считают рядом', default: 100, min: 0, max: 200, grid: [0, 10, 100, 200] }],
  schedule: 'measured',
  limits: { seconds: 40 },
  result: [
    { key: 'printed', label: 'напечатано' },
    { key: 'expected_s', label: 'должно было пройти', unit: 'с', digits: 0 },
    { key: 'true_s', label: 'прошло', unit: 'с', digits: 1 },
    { key: 'median_oversleep_ms', label: 'опоздание, медиана', unit: 'мс', digits: 1 },
    { key: 'worst_oversleep_ms', label: 'опоздание, худшее', unit: 'мс', digits: 1 },
  ],
})
