/** What clients and the command line are told of a demo. */
import type { Catalogue, CatalogueDemo } from './catalog.ts'
import { prepareLane } from './prepare-lane.ts'
import type { Problem } from './protocol/events.ts'
import type { DemoInfo, LaneInfo, ParamInfo, ResultField } from './protocol/messages.ts'

/** All demos as this machine can run them: every program is prepared (compiled), or its lane says why not. */
export async function describeDemos(catalogue: Catalogue): Promise<DemoInfo[]> {
  const infos: DemoInfo[] = []
  for (const demo of catalogue.values()) {
    const why = new Map<string, Problem>()
    for (const lane of demo.lanes) {
      const program = await prepareLane(demo, lane)
      if ('code' in program) why.set(lane.id, program)
    }
    infos.push(describeDemo(demo, why))
  }
  return infos
}

/** `why` holds the lanes that cannot run. */
export function describeDemo({ id, manifest, lanes }: CatalogueDemo, why: ReadonlyMap<string, Problem>): DemoInfo {
  const { title, question, schedule, rounds, view, terminal, params, result } = manifest
  const laneInfos = lanes.map(({ id, label, language }): LaneInfo => {
    const problem = why.get(id)
    return { id, label, language, available: problem === undefined, ...(problem && { why: problem }) }
  })
  return {
    id,
    title,
    question,
    schedule,
    ...(rounds !== undefined && { rounds }),
    view,
    terminal,
    params: params as ParamInfo[],
    lanes: laneInfos,
    result: result as ResultField[],
  }
}
