import { defineDemo } from '../../../../demos/define.ts'

export default defineDemo({
  title: 'Один',
  question: 'Дождутся ли остальные?',
  params: [{ name: 'n', label: 'строк', default: 200, min: 1, max: 100_000, grid: [200] }],
  schedule: 'measured',
  result: [{ key: 'lines', label: 'строк' }],
  limits: { seconds: 3, silence: 3 },
})
