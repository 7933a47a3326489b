/** Golos Text, cut down to what a deck needs: a third of what the package holds. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import subsetFont from 'subset-font'

export interface FontFile {
  /** With a hash of what is in it. */
  readonly name: string
  readonly bytes: Uint8Array
  readonly weight: number
  /** For `unicode-range`. */
  readonly range: string
}

/** The files for a page with this text; letters, digits and punctuation are always in them, for the panes. */
export async function cutFonts(text: string): Promise<FontFile[]> {
  const cuts = SCRIPTS.flatMap((script) => WEIGHTS.map((weight) => cut(script, weight, text)))
  return Promise.all(cuts)
}

/** The `<style>` for them; `base` is what the names are relative to. */
export function fontFaces(fonts: readonly FontFile[], base: string): string {
  return fonts
    .map(
      ({ name, weight, range }) =>
        `@font-face{font-family:'Golos Text';font-weight:${weight};font-display:swap;` +
        `src:url(${base}${name}) format('woff2');unicode-range:${range}}`,
    )
    .join('')
}

async function cut({ script, range, always, owns }: Script, weight: number, text: string): Promise<FontFile> {
  const original = await readFile(
    require.resolve(`@fontsource-variable/golos-text/files/golos-text-${script}-wght-normal.woff2`),
  )
  const characters = new Set([...Array.from(always), ...Array.from(text).filter((character) => owns.test(character))])
  const bytes = await subsetFont(original, [...characters].toSorted().join(''), {
    targetFormat: 'woff2',
    variationAxes: { wght: weight },
    keepFeatures: ['kern', 'ccmp', 'mark', 'tnum'],
  })
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  return { name: `assets/golos-${script}-${weight}-${hash}.woff2`, bytes, weight, range }
}

const require = createRequire(import.meta.url)

/** Two of the variable font's weights take two thirds of what its whole axis does. */
const WEIGHTS = [400, 700]

interface Script {
  readonly script: string
  /** For `unicode-range`. */
  readonly range: string
  readonly always: string
  /** What of a page's text belongs to it. */
  readonly owns: RegExp
}

const LATIN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const SIGNS = ' 0123456789.,:;!?()[]/%+=&\'"*#@<>_-\u00A0\u202F«»„“”’—–…×·±−µ°'

const SCRIPTS: readonly Script[] = [
  {
    script: 'cyrillic',
    range: 'U+0400-04FF,U+2116',
    always: 'абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ№',
    owns: /[\u0400-\u04FF№]/u,
  },
  {
    script: 'latin',
    range: 'U+0000-00FF,U+2000-206F,U+20AC,U+2190-22FF',
    always: LATIN + SIGNS,
    owns: /[\u0020-\u00FF\u2000-\u206F\u20AC\u2190-\u22FF]/u,
  },
]
