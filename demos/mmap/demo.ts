import { defineDemo } from '../define.ts'
import { SYSCALL_FIELDS } from '../lib/load/syscall-fields.ts'

export default defineDemo({
  title: 'mmap',
  question: 'Откуда mmap?',
  params: [{ name: 'connections', label: 'соединений', default: 100, min: 1, max: 1000, grid: [100] }],
  schedule: 'measured',
  view: 'table',
  driver: '../lib/load/syscalls-driver.ts',
  tools: { loader: ['../lib/load/loader.c', '../lib/load/loader.ts'] },
  result: SYSCALL_FIELDS,
})
