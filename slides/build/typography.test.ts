import { expect, test } from 'vitest'
import { renderMarkdown } from './markdown.ts'

/** `_` stands for an unbreakable space. */
test.each([
  ['в коде и на диске', 'в_коде и_на_диске'],
  ['не **он** и', 'не_<strong>он</strong> и'],
  ['поток - это "просто"', 'поток_— это «просто»'],
  ['он сказал: "это \'ёлка\' и всё"', 'он_сказал: «это „ёлка“ и_всё»'],
  ['не\n`x`', 'не_<code>x</code>'],
  ['10 соединений...', '10_соединений…'],
  ['`a - "b" ... и в c`', '<code>a - "b" ... и в c</code>'],
  ['кое как и как то', 'кое-как и_как-то'],
  ['один < двух & трёх', 'один &lt; двух &amp; трёх'],
])('%j', async (source, expected) => {
  const [block] = await renderMarkdown(source, { fence: never, number: never })
  const text = block?.html.trim().replaceAll('\u00A0', '_').replaceAll('&quot;', '"')
  expect(text).toBe(`<p>${expected}</p>`)
})

test('a short word stays with the number after it, and the number is not touched', async () => {
  const number = (source: string) => ({ html: `<span>${source} - "x"</span>`, sets: [], demos: [] })
  const [block] = await renderMarkdown('спят и {{a_b*c_d*}} ещё', { fence: never, number })
  expect(block?.html).toBe('<p>спят и\u00A0<span>a_b*c_d* - "x"</span> ещё</p>\n')
})

function never(): never {
  throw new Error('There is nothing to insert.')
}
