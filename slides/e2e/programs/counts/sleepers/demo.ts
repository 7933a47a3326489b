import { defineDemo } from '../../../../../demos/define.ts'

/** Stands in for `sleepers` where a test must hold the program in its hand; the deck's pane takes it as it comes. */
export default defineDemo({
  title: 'Счёт',
  question: 'Все ли числа дошли?',
  params: [{ name: 'n', label: 'чисел', default: 1000, min: 1, max: 100_000, grid: [10, 1000] }],
  schedule: 'together',
  // Room for every number that a test waits for: what has left the screen cannot be seen missing.
  terminal: { cols: 160, rows: 40 },
  result: [{ key: 'numbers', label: 'чисел', digits: 0 }],
  limits: { seconds: 60 },
})
