/** Numbers, dates and sizes as Russian typography writes them, for what is known only in the browser. */

const NO_BREAK = '\u00A0'
const THIN = '\u202F'
const MINUS = '\u2212'

/** Decimal comma, groups of three from five digits on, a real minus. */
export function formatNumber(value: number, digits = 0): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(digits).split('.')
  const grouped = whole.length > 4 ? whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, THIN) : whole
  const number = fraction === undefined ? grouped : `${grouped},${fraction}`
  return value < 0 && /[1-9]/u.test(number) ? MINUS + number : number
}

/** As few digits as three significant ones need: for axes and read-outs, where nobody told the digits. */
export function formatBrief(value: number): string {
  const size = Math.abs(value)
  if (size >= 100 || Number.isInteger(value)) return formatNumber(value)
  return formatNumber(value, size >= 10 ? 1 : size >= 0.1 ? 2 : 3).replace(/,?0+$/u, '')
}

/** «3,4 с»; from a minute on «2:05». */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${formatNumber(seconds, 1)}${NO_BREAK}с`
  const whole = Math.floor(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** «12 октября 2026», in UTC, so that a recording has the same date everywhere. */
export function formatDate(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) throw new RangeError(`Expected a date in ISO 8601, got ${iso}.`)
  const text = date.toLocaleDateString('ru-RU', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
  return text.replace(/\s*г\.$/u, '').replaceAll(' ', NO_BREAK)
}

/** Bytes in the largest unit that leaves at least one: «1,5 ГБ». Powers of 1024, as /proc and free count them. */
export function formatBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(bytes))) / 10)))
  return `${formatBrief(bytes / 1024 ** power)}${NO_BREAK}${UNITS[power]}`
}

/** The form of a word that goes with a number: `plural(2, ['ядро', 'ядра', 'ядер'])`. */
export function plural(count: number, [one, few, many]: readonly [string, string, string]): string {
  const form = PLURAL.select(count)
  return form === 'one' ? one : form === 'few' ? few : many
}

const UNITS = ['Б', 'КБ', 'МБ', 'ГБ', 'ТБ'] as const
const PLURAL = new Intl.PluralRules('ru-RU')
