/** Says in a lane's terminal why the source does not have it, and shows what was recorded of it. */
import type { LaneInfo } from '../../../server/protocol/messages.ts'
import { LABELS, problemSentence } from '../labels.ts'
import type { Session } from './session.ts'
import type { TerminalCell } from './terminal-cell.ts'

/** `isStill` says whether the answer to a slow question is still wanted. */
export function noteLane(session: Session, lane: LaneInfo, cell: TerminalCell, isStill: () => boolean): void {
  const { source } = session
  const problem = session.laneProblem(lane)
  if (source?.lanes.includes(lane.id)) return cell.setNote(undefined)
  if (!problem) return cell.setNote(source?.origin.kind === 'recording' ? LABELS.noRecordingOfLane : undefined)
  cell.setNote(problemSentence(problem))
  session.recordingOf(lane.id).then(
    (recording) => {
      if (!recording || !isStill()) return
      cell.setNote(`${problemSentence(problem)} ${LABELS.recordedHere}.`)
      for (const [, code, data] of recording.events) if (code === 'o') cell.write(data, () => undefined)
    },
    (error: unknown) => console.warn(`The recording of ${lane.id} cannot be shown:`, error),
  )
}
