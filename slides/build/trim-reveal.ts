/** Drops from reveal.css what this deck never uses: it stands on the way to the first slide. */

/** A PostCSS plugin. A rule goes when every one of its selectors is about something unused. */
export const trimReveal = {
  postcssPlugin: 'trim-reveal',
  Rule(rule: Rule): void {
    if (!rule.source?.input.file?.endsWith('reveal.js/dist/reveal.css')) return
    const kept = rule.selectors.filter((selector) => !UNUSED.test(selector))
    if (kept.length === 0) rule.remove()
    else if (kept.length < rule.selectors.length) rule.selectors = kept
  },
}

/** What is needed of PostCSS's own type; PostCSS comes with Vite and is no dependency of ours. */
interface Rule {
  selectors: string[]
  readonly source?: { readonly input: { readonly file?: string } }
  remove(): void
}

/**
 * Transitions other than fade and none, fragment styles nobody writes, right-to-left, playback, overlays, arrows, and reveal's rules for
 * printing without `?print-pdf`, for which the theme has its own.
 */
const UNUSED = new RegExp(
  [
    String.raw`(?:\.|transition~?=)(?:cube|concave|convex|page|zoom|linear|slide|default)(?:-in|-out)?(?![-\w])`,
    String.raw`\.(?:grow|shrink|strike|highlight-|fade-|blur|custom|current-visible|semi-fade-out)`,
    String.raw`rtl|playback|r-overlay|controls|navigate-|hljs|r-fit-text|r-frame|\.roll\b|auto-animate|html:not\(\.print-pdf\)`,
  ].join('|'),
  'u',
)
