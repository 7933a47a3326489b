/** Shiki at build time → spans with one-letter classes: the colours are the theme's, and the page stays small. */
import { createCssVariablesTheme, createHighlighter, type BundledLanguage, type ThemedToken } from 'shiki'
import { escapeText } from './html.ts'

/** Code → one HTML string per line. */
export type Highlight = (code: string, language: string) => Promise<string[]>

export async function createHighlight(): Promise<Highlight> {
  const highlighter = await createHighlighter({ themes: [THEME], langs: [] })
  return async (code, language) => {
    await highlighter.loadLanguage(language as BundledLanguage)
    const lines = highlighter.codeToTokensBase(code, { lang: language as BundledLanguage, theme: THEME })
    return lines.map(renderLine)
  }
}

const THEME = createCssVariablesTheme({ name: 'deck', variablePrefix: '--' })

/** What is not here is plain: a projector does not show more colours than these. */
const CLASSES: Readonly<Record<string, string>> = {
  'var(--token-keyword)': 'k',
  'var(--token-string)': 's',
  'var(--token-string-expression)': 's',
  'var(--token-constant)': 'n',
  'var(--token-function)': 'f',
  'var(--token-comment)': 'c',
}

/** Neighbours of one class share a span, and space joins whatever stands before it. */
function renderLine(tokens: readonly ThemedToken[]): string {
  const runs: { name: string; text: string }[] = []
  for (const { content, color } of tokens) {
    const name = CLASSES[color ?? ''] ?? ''
    const last = runs.at(-1)
    if (last && (last.name === name || content.trim() === '')) last.text += content
    else runs.push({ name, text: content })
  }
  return runs
    .map(({ name, text }) => (name ? `<span class="${name}">${escapeText(text)}</span>` : escapeText(text)))
    .join('')
}
