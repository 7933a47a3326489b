/** Russian typography of running text: unbreakable spaces and dashes. Code, numbers and markup are never touched. */
import type { MarkdownIt, Token } from 'markdown-it'
import Typograf from 'typograf'

/** A markdown-it plugin. Quotes and ellipses are markdown-it's own, made before. */
export function typography(markdown: MarkdownIt): void {
  markdown.core.ruler.push('typograf', ({ tokens }) => {
    for (const token of tokens) if (token.type === 'inline') token.children = setParagraph(token.children ?? [])
  })
}

/**
 * The whole paragraph at once, because a short word may stand before `code`, a number or the end of a line: every
 * other token is one character that no rule knows.
 */
function setParagraph(children: readonly Token[]): Token[] {
  const tokens = joinLines(children)
  const text = tokens.map((token) => (isText(token) ? token.content : ATOM)).join('')
  const parts = typograf.execute(text).split(ATOM)
  let part = 0
  for (const token of tokens) {
    if (isText(token)) token.content = parts[part] ?? ''
    else part += 1
  }
  return tokens
}

/** A line's end in the source is a space like any other. */
function joinLines(children: readonly Token[]): Token[] {
  const joined: Token[] = []
  for (const token of children) {
    const last = joined.at(-1)
    const content = token.type === 'softbreak' ? ' ' : token.content
    if (!isText(token) && token.type !== 'softbreak') joined.push(token)
    else if (last && isText(last)) last.content += content
    else joined.push(Object.assign(token, { type: 'text', tag: '', content }))
  }
  return joined
}

function isText({ type }: Token): boolean {
  return type === 'text'
}

/** Of the private use area: in no text of ours. */
const ATOM = '\uE000'

const typograf = new Typograf({ locale: ['ru', 'en-US'] })
typograf.disableRule('*')
typograf.enableRule(['common/nbsp/*', 'ru/nbsp/*', 'ru/dash/*'])
// These look for markup or rewrite what the author wrote.
typograf.disableRule(['common/nbsp/replaceNbsp', 'common/nbsp/nowrap', 'ru/nbsp/ps', 'ru/nbsp/ooo'])
