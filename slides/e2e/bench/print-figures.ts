/** Figures as a table for people. */
import { isReached, type Figure } from './figure.ts'

export function printFigures(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length))
  const lines = figures.flatMap((figure) => [
    `${figure.name.padEnd(width)}  ${amount(figure.value, figure.unit).padStart(10)}  ${comparison(figure)}${range(figure)}`,
    ...(figure.parts ?? []).map(({ name, value }) => `    ${amount(value, figure.unit).padStart(10)}  ${name}`),
  ])
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

function comparison(figure: Figure): string {
  const { target, unit } = figure
  if (target === undefined) return ''
  return `${isReached(figure) ? '✓' : '✗'} ${unit === 'fps' ? '≥' : '≤'} ${target} ${unit}`
}

function range({ range, unit }: Figure): string {
  return range ? `  (${amount(range[0], unit)} – ${amount(range[1], unit)})` : ''
}

function amount(value: number, unit: string): string {
  return `${value.toFixed(1)} ${unit}`
}
