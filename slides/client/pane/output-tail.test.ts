import { expect, test } from 'vitest'
import { OutputTail } from './output-tail.ts'

test.each([
  ['раз\r\nдва\r\n', 'два'],
  ['раунд 1: запуск…\r\u001B[Kраунд 1: 12 сообщ./с\r\n', 'раунд 1: 12 сообщ./с'],
  ['\u001B[1;31mПорт занят.\u001B[0m\r\n\r\n', 'Порт занят.'],
  ['да\u001B]0;title\u0007\r\n', 'да'],
  ['', undefined],
  [' \r\n', undefined],
])('the last line of %j is %j', (text, line) => {
  const tail = new OutputTail()
  tail.push(text)
  expect(tail.lastLine).toBe(line)
})

test('a letter that is cut in two arrives whole', () => {
  const tail = new OutputTail()
  const bytes = new TextEncoder().encode('ё')
  tail.push(bytes.slice(0, 1))
  tail.push(bytes.slice(1))
  expect(tail.text).toBe('ё')
})

test('it keeps the end, from the beginning of a line', () => {
  const tail = new OutputTail()
  for (let number = 0; number < 20_000; number++) tail.push(`${number}\r\n`)
  expect(tail.text.length).toBeLessThan(70_000)
  expect(tail.text).toMatch(/^\d+\r\n/)
  expect(tail.lastLine).toBe('19999')
  const [first = ''] = tail.text.split('\r\n')
  const kept = Array.from({ length: 20_000 - Number(first) }, (_, index) => `${Number(first) + index}\r\n`)
  expect(tail.text).toBe(kept.join(''))
})
