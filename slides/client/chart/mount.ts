/** Turns a chart's picture into a chart that follows the live runs, tells its values, and has a table behind it. */
import '../../theme/chart.css'
import type { AuthorTable } from '../../figures/results/author-table.ts'
import { drawMarks } from '../../figures/results/draw.ts'
import { gather, type Live } from '../../figures/results/gather.ts'
import { makeScene } from '../../figures/results/model.ts'
import { originText } from '../../figures/results/origin.ts'
import type { ChartSpec } from '../../figures/results/spec.ts'
import { laneStyle } from '../../theme/lane-colors.ts'
import { LABELS } from '../labels.ts'
import { liveResults, onLiveResult } from '../live-results.ts'
import { element, setText } from '../pane/element.ts'
import { fetchText, loadDemo } from '../source/recordings.ts'
import { sceneTable } from './scene-table.ts'
import { followPointer } from './pointer.ts'

export interface MountedChart {
  dispose(): void
}

/** Throws where the deck was built without the chart's demo; its picture stays then. */
export async function mountChart(host: HTMLElement): Promise<MountedChart> {
  const spec = JSON.parse(await fetchText(host.dataset['chart'] ?? '')) as ChartSpec
  const needsAuthor = spec.kind === 'years' || spec.from === '2016'
  const [recordings, author] = await Promise.all([loadDemo(spec.demo), needsAuthor ? loadAuthorTable() : undefined])
  const { lanes } = recordings.demo
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', `0 0 ${spec.width} ${spec.height}`)
  svg.setAttribute('width', String(spec.width))
  svg.setAttribute('height', String(spec.height))
  svg.setAttribute('role', 'img')
  svg.setAttribute('class', 'c')
  const tableBox = element('div', 'chart-table-box chart-unseen')
  const toggle = element('button', 'chart-switch', { type: 'button', 'aria-pressed': 'false' }, LABELS.asTable)
  const live = element('div', 'chart-live', {}, svg, tableBox)
  const caption = host.querySelector('figcaption') ?? element('figcaption', '')
  const origin = element('span', 'chart-origin')
  const still = caption.textContent

  const draw = (): void => {
    const data = gather(spec, recordings, livePoints(spec), author)
    const scene = makeScene(spec, data)
    svg.innerHTML = drawMarks(scene, (lane) =>
      laneStyle(
        lane,
        lanes.findIndex(({ id }) => id === lane),
      ),
    )
    svg.setAttribute('aria-label', scene.summary)
    tableBox.replaceChildren(sceneTable(scene.table, scene.summary))
    setText(origin, originText(spec, data, scene))
  }
  draw()
  toggle.addEventListener('click', () => {
    const isTable = !tableBox.classList.toggle('chart-unseen')
    svg.style.display = isTable ? 'none' : ''
    toggle.setAttribute('aria-pressed', String(isTable))
    if (isTable) tableBox.tabIndex = 0
    else tableBox.removeAttribute('tabindex')
  })
  const stopPointer = followPointer(host, live, svg)
  const unsubscribe = onLiveResult((demo) => {
    if (demo === spec.demo) draw()
  })
  host.prepend(live)
  caption.replaceChildren(origin, toggle)
  host.style.setProperty('--chart-height', `${spec.height}px`)
  host.classList.add('chart-mounted')
  return {
    dispose: () => {
      unsubscribe()
      stopPointer()
      live.remove()
      setText(caption, still)
      host.classList.remove('chart-mounted')
    },
  }
}

function livePoints({ demo }: ChartSpec): Live | undefined {
  const kept = liveResults(demo)
  return kept && { machine: kept.machine, points: kept.results.map((one) => ({ ...one, isLive: true })) }
}

async function loadAuthorTable(): Promise<AuthorTable> {
  return JSON.parse(await fetchText('assets/results-2016.json')) as AuthorTable
}
