/** Markdown → HTML, block by block. Fences and numbers are asynchronous, so they are resolved between the two halves. */
import createMarkdown, { type MarkdownIt, type StateInline, type Token } from 'markdown-it'
import type { Measured } from './numbers.ts'
import { typography } from './typography.ts'

export interface Block {
  /** `pane` for a pane's fence, else what markdown-it calls it. */
  readonly kind: string
  readonly html: string
}

/** What the deck puts in the places that Markdown leaves open. Both throw a RangeError on what they do not know. */
export interface Inserts {
  readonly fence: (info: string, body: string) => Promise<string>
  readonly number: (source: string) => Measured
}

/** The blocks on the slide's top level, in order. */
export async function renderMarkdown(source: string, inserts: Inserts): Promise<Block[]> {
  const blocks = topBlocks(markdown.parse(source, {}))
  return Promise.all(
    blocks.map(async (tokens) => {
      refuseNumbersInHtml(tokens)
      refuseMixedSets(resolveNumbers(tokens, inserts.number))
      await resolveFences(tokens, inserts.fence)
      const { type, info } = tokens[0] as Token
      const kind = type === 'fence' ? (info.split(/\s/u)[0] ?? '') : type.replace(/_open$/u, '')
      return { kind, html: markdown.renderer.render(tokens, markdown.options, {}) }
    }),
  )
}

const markdown = createMarkdown({ html: true, typographer: true, quotes: '«»„“' }).use(numbers).use(typography)
markdown.renderer.rules['fence'] = resolved
markdown.renderer.rules['number'] = resolved

/** `{{…}}`, before Markdown sees a star or an underscore in it. */
function numbers(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('escape', 'number', (state: StateInline, silent) => {
    if (!state.src.startsWith('{{', state.pos)) return false
    const end = state.src.indexOf('}}', state.pos)
    if (end < 0) return false
    if (!silent) state.push('number', '', 0).content = state.src.slice(state.pos + 2, end).trim()
    state.pos = end + 2
    return true
  })
}

function topBlocks(tokens: readonly Token[]): Token[][] {
  const blocks: Token[][] = []
  let depth = 0
  for (const token of tokens) {
    if (depth === 0) blocks.push([])
    blocks.at(-1)?.push(token)
    depth += token.nesting
  }
  return blocks
}

/** A table is one statement, and so is each paragraph of anything else. */
function resolveNumbers(tokens: readonly Token[], number: Inserts['number']): Measured[][] {
  const paragraphs = tokens.map((token) =>
    (token.children ?? [])
      .filter(({ type }) => type === 'number')
      .map((child) => {
        const measured = number(child.content)
        child.meta = { html: measured.html }
        return measured
      }),
  )
  return tokens[0]?.type === 'table_open' ? [paragraphs.flat()] : paragraphs
}

function refuseMixedSets(paragraphs: readonly Measured[][]): void {
  for (const paragraph of paragraphs) {
    const sets = new Set(paragraph.flatMap(({ sets }) => sets))
    const demos = new Set(paragraph.flatMap(({ demos }) => demos))
    if (sets.size > 1)
      throw new RangeError(
        `one sentence has numbers of ${sets.size} recording sets (${[...sets].join(', ')}); record ${[...demos].join(' and ')} in one sitting`,
      )
  }
}

/** Markdown does not look into HTML, so a number there would stay in its braces. */
function refuseNumbersInHtml(tokens: readonly Token[]): void {
  const all = tokens.flatMap((token) => [token, ...(token.children ?? [])])
  const found = all.find(({ type, content }) => type.startsWith('html_') && content.includes('{{'))
  if (found) throw new RangeError(`a number inside HTML is not filled: «${found.content.trim().slice(0, 60)}»`)
}

async function resolveFences(tokens: readonly Token[], fence: Inserts['fence']): Promise<void> {
  for (const token of tokens)
    if (token.type === 'fence') token.meta = { html: await fence(token.info.trim(), token.content) }
}

function resolved(tokens: Token[], index: number): string {
  return (tokens[index]?.meta as { html?: string } | null)?.html ?? ''
}
