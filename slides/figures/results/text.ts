/** How wide a text of the deck's font is, without a browser: the build places labels where the page will draw them. */

/** Pixels of Golos Text at this size, never less than it is by more than a pixel or two. */
export function textWidth(text: string, size: number, weight: 400 | 700 = 400): number {
  const widths = WIDTHS[weight]
  return Array.from(text).reduce((sum, character) => sum + (widths.get(character) ?? UNKNOWN) * size, 0)
}

/** What of a text fits; the rest is an ellipsis. */
export function shortened(text: string, width: number, size: number, weight: 400 | 700 = 400): string {
  if (textWidth(text, size, weight) <= width) return text
  let kept = Array.from(text)
  while (kept.length > 1 && textWidth(`${kept.join('')}…`, size, weight) > width) kept = kept.slice(0, -1)
  return `${kept.join('').trimEnd()}…`
}

/** Lines of words, each as wide as allowed; a longer word stands alone and is shortened. */
export function wrapped(text: string, width: number, size: number, weight: 400 | 700 = 400): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    const longer = last === undefined ? word : `${last} ${word}`
    if (last !== undefined && textWidth(longer, size, weight) <= width) lines[lines.length - 1] = longer
    else lines.push(shortened(word, width, size, weight))
  }
  return lines
}

/** Golos Text's advance widths in hundredths of the size, rounded up to the next 0.05; measured in Chromium. */
const CLASSES: Readonly<Record<400 | 700, Readonly<Record<number, string>>>> = {
  400: {
    25: " '\u00A0\u202F",
    30: '!,.:;ij',
    35: 'Il|',
    40: '"()-[]frt',
    45: '*',
    50: '/1_гт†',
    55: '+7<=>?csxzзсхьэ«»–×±−',
    60: '235FJLZaekovyГабвеклопучяё',
    65: '04689ESTYbdghnpquЕЗТдийнрцъµ',
    70: '#&ABCDKPRVXАБВКРСУХЧЬЭЯ',
    75: 'GOQUДЛОПЪмфы—',
    80: 'HNИЙНЦжю',
    85: '%wшщ✓✕',
    90: 'MmМФЫ',
    95: 'Ю…',
    100: 'WЖШЩ→',
  },
  700: {
    25: " '\u00A0\u202F",
    30: 'ij',
    35: '!,.:;Il|',
    40: '()-[]frt',
    45: '*',
    50: '"/_г†',
    55: '17?zть«»–',
    60: '+<=>FJLacekosuvxyГавезклопсухчэяё×µ±−',
    65: '02345689ETZbdghnpqЕТбдийнрцъ',
    70: '#PRSYБЗРЧЬЯ',
    75: '&ABCDGKUVXАВДКЛПСУХЪЭм—',
    80: 'HNOQИЙНОЦфыю',
    85: '%wжш✓✕',
    90: 'MmМщ',
    95: 'ФЫ',
    100: '@WШЮ…→',
    105: 'ЖЩ',
  },
}

/** Of the size: as the widest that is known. */
const UNKNOWN = 1.05

const WIDTHS = { 400: byCharacter(CLASSES[400]), 700: byCharacter(CLASSES[700]) }

function byCharacter(classes: Readonly<Record<number, string>>): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(classes).flatMap(([width, characters]) =>
      Array.from(characters).map((character) => [character, Number(width) / 100] as const),
    ),
  )
}
