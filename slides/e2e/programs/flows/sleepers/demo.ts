import { defineDemo } from '../../../../../demos/define.ts'

/** Stands in for `sleepers` where the deck's own speed is measured: three terminals that print without a pause. */
export default defineDemo({
  title: 'Поток строк',
  question: 'Успевает ли колода?',
  params: [{ name: 'n', label: 'раз', default: 1000, min: 1, max: 10_000, grid: [1000] }],
  schedule: 'together',
  // Three of them fit side by side.
  terminal: { cols: 40, rows: 24 },
  result: [{ key: 'lines', label: 'строк', digits: 0 }],
  limits: { seconds: 90 },
})
