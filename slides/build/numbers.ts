/**
 * Numbers in the text, read from recordings: `{{demo/lane@param=value:key | digits=1 | nounit}}`, a ratio
 * `{{a / b | digits=1}}`, where b may be a plain number (`{{a / 1000 | unit=МБ}}`). A parameter that is not named has
 * the manifest's default.
 */
import type { ResultField } from '../../server/protocol/messages.ts'
import { formatDate, formatNumber, plural } from '../client/format.ts'
import { list } from './deck-error.ts'
import { escapeAttribute, escapeText } from './html.ts'
import type { Shelf } from './recordings.ts'
import { findReference, type Sources } from './references.ts'

export interface Measured {
  readonly html: string
  /** The recording sets it was computed from. */
  readonly sets: readonly string[]
  readonly demos: readonly string[]
}

/** `source` is what stands between the braces. Throws a RangeError, a sentence without the place. */
export function measure(source: string, sources: Sources): Measured {
  const { operands, options } = parse(source)
  const values = operands.map((operand) => (isLiteral(operand) ? literal(operand) : lookUp(operand, sources)))
  const measured = values.filter((value) => 'shelf' in value)
  const facts = {
    sets: [...new Set(measured.flatMap(({ shelf }) => shelf.set?.id ?? []))],
    demos: [...new Set(measured.map(({ shelf }) => shelf.demo.id))],
  }
  if (facts.sets.length > 1) throw new RangeError(`${source}: a ratio of two recording sets, ${list(facts.sets)}`)
  const origin = measured.map(({ source }) => source).join(' / ')
  const machine = measured[0] && describe(measured[0].shelf)
  const title = machine === undefined ? '' : ` title="${escapeAttribute(machine)}"`
  const text = values.some(({ value }) => value === undefined) ? '—' : print(source, values, options)
  return {
    ...facts,
    html: `<span class="measured" data-source="${escapeAttribute(origin)}"${title}>${escapeText(text)}</span>`,
  }
}

type Value = Found | { readonly value: number; readonly field: undefined }

interface Found {
  /** `demo/lane@params`. */
  readonly source: string
  readonly shelf: Shelf
  readonly field: ResultField
  /** Absent where the recording is missing and may be. */
  readonly value: number | string | undefined
}

interface Options {
  readonly digits?: number
  readonly unit?: string
}

function parse(source: string): { operands: string[]; options: Options } {
  const [expression = '', ...flags] = source.split('|').map((part) => part.trim())
  const operands = expression.split(/\s+\/\s+/u)
  if (operands.length > 2) throw new RangeError(`${source}: expected one value or a ratio of two`)
  const options: { digits?: number; unit?: string } = {}
  for (const flag of flags) {
    const [name, value] = flag.split('=').map((part) => part.trim())
    if (name === 'nounit') options.unit = ''
    else if (name === 'unit' && value !== undefined) options.unit = value
    else if (name === 'digits' && /^[0-6]$/u.test(value ?? '')) options.digits = Number(value)
    else throw new RangeError(`${source}: expected digits=0…6, unit=… or nounit, got «${flag}»`)
  }
  return { operands, options }
}

function isLiteral(operand: string): boolean {
  return /^\d+(?:\.\d+)?$/u.test(operand)
}

function literal(operand: string): Value {
  return { value: Number(operand), field: undefined }
}

function lookUp(operand: string, sources: Sources): Found {
  const [, reference, key] = /^(\S+):(\w+)$/u.exec(operand) ?? []
  if (reference === undefined || key === undefined)
    throw new RangeError(`expected demo/lane@param=value:key, got «${operand}»`)
  const { name, demo, shelf, url, tape } = findReference(reference, sources)
  const fields = demo.manifest.result
  const field = fields.find((field) => field.key === key)
  if (!field)
    throw new RangeError(`${operand}: expected a key of the result, there are ${list(fields.map(({ key }) => key))}`)
  const found = { source: name, shelf, field: field as ResultField }
  if (!tape) return { ...found, value: undefined }
  const value = tape.result?.[key]
  if (typeof value !== 'number' && typeof value !== 'string')
    throw new RangeError(
      `${operand}: expected a value in ${url}, its result has ${list(Object.keys(tape.result ?? {}))}`,
    )
  return { ...found, value }
}

function print(source: string, [a, b]: readonly Value[], options: Options): string {
  if (b === undefined) {
    if (typeof a?.value === 'string') return a.value
    return withUnit(
      formatNumber(a?.value ?? NaN, options.digits ?? a?.field?.digits),
      options.unit ?? a?.field?.unit ?? '',
    )
  }
  const ratio = Number(a?.value) / Number(b.value)
  if (!Number.isFinite(ratio))
    throw new RangeError(`${source}: expected two numbers and no zero below, got ${a?.value} / ${b.value}`)
  return withUnit(formatNumber(ratio, options.digits ?? 1), options.unit ?? '')
}

function withUnit(number: string, unit: string): string {
  return unit === '' ? number : `${number}\u00A0${unit}`
}

/** «20 ноября 2026, Intel Xeon, 2 ядра»: where and when, for the reader who asks. */
function describe({ set }: Shelf): string | undefined {
  if (set === undefined) return undefined
  const { cpu, cores } = set.machine
  return `${formatDate(set.date)}, ${cpu}, ${cores} ${plural(cores, ['ядро', 'ядра', 'ядер'])}`
}
