import { defineDemo } from '../../../../demos/define.ts'

/** The programs that the server's figures are measured with; no slide knows them. */
export default defineDemo({
  title: 'Нагрузка',
  question: 'Сколько выдержит сервер?',
  params: [{ name: 'seconds', label: 'секунд', default: 5, min: 1, max: 600, grid: [5] }],
  schedule: 'together',
  terminal: { cols: 160, rows: 59 },
  result: [{ key: 'lines', label: 'строк' }],
  limits: { output: 2 ** 40, seconds: 900, silence: 900 },
})
