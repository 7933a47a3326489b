/** Where the numbers of a chart are from: the line under it. */
import type { Machine } from '../../../server/protocol/messages.ts'
import { formatDate, plural } from '../../client/format.ts'
import { chartLanes, type ChartData } from './data.ts'
import type { Scene } from './scene.ts'
import type { ChartSpec } from './spec.ts'

/** Date and machine of the recording, how much has been measured now, and which lanes are missing. */
export function originText(spec: ChartSpec, data: ChartData, { table, marks }: Scene): string {
  const missing = chartLanes(spec, data).filter(({ label }) => !table.rows.some(([name]) => name === label))
  const lack = missing.length === 0 ? '' : ` Не измерено: ${missing.map(({ label }) => label).join(', ')}.`
  if (spec.from === '2016') return `Измерено автором в 2016 году: ${data.before?.machine ?? ''}.${lack}`
  const before = spec.kind === 'years' && data.before ? `2016: ${data.before.machine}. Теперь: ` : ''
  const facts = marks
    .flatMap((mark) => (mark.kind === 'bar' || mark.kind === 'dot' ? [mark] : []))
    .filter(({ fact, lane }) => fact !== '' && lane !== '')
  const live = new Set(facts.filter(({ isLive }) => isLive).map(({ fact }) => fact)).size
  const all = new Set(facts.filter(({ fact }) => !fact.startsWith('2016: ')).map(({ fact }) => fact)).size
  const recorded = data.recorded
    ? `запись от ${formatDate(data.recorded.date)}: ${machineText(data.recorded.machine)}`
    : ''
  if (all === 0) return 'Записей ещё нет: запустите у себя.'
  if (live === 0 || !data.live) return `${before === '' ? capitalised(recorded) : before + recorded}.${lack}`
  const now = `${before}Измерено сейчас на этой машине: ${machineText(data.live)}`
  return live === all
    ? `${now}.${lack}`
    : `${before}Обведённое (${live} из ${all}) измерено сейчас; остальное — ${recorded}.${lack}`
}

function machineText({ cpu, cores }: Machine): string {
  return `${cpu}, ${cores} ${plural(cores, ['ядро', 'ядра', 'ядер'])}`
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
