import { defineDemo } from '../../../../demos/define.ts'

export default defineDemo({
  title: 'Толпа',
  question: 'Что бы ни случилось?',
  params: [{ name: 'n', label: 'строк', default: 500, min: 1, max: 100_000, grid: [500] }],
  schedule: 'together',
  result: [{ key: 'lines', label: 'строк' }],
  limits: { seconds: 6, silence: 6, output: 24 * 2 ** 20 },
})
