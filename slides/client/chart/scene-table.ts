/** A chart's numbers as a table: for screen readers always, for everybody on wish. */
import type { SceneTable } from '../../figures/results/scene.ts'
import { element } from '../pane/element.ts'

export function sceneTable({ head, rows }: SceneTable, name: string): HTMLTableElement {
  const row = (cells: readonly Node[]): HTMLTableRowElement => element('tr', '', {}, ...cells)
  return element(
    'table',
    '',
    { 'aria-label': name },
    element('thead', '', {}, row(head.map((text) => element('th', '', { scope: 'col' }, text)))),
    element(
      'tbody',
      '',
      {},
      ...rows.map(([label = '', ...values]) =>
        row([element('th', '', { scope: 'row' }, label), ...values.map((value) => element('td', '', {}, value))]),
      ),
    ),
  )
}
