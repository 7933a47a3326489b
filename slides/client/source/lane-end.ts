/** How a lane's program ended. */

export interface LaneEnd {
  /** 128 + n for signal n. */
  readonly status: number
  readonly signal?: string
}

/** Stopping begins with a hangup; a window that did not press the button sees only that. */
export function isPresentersStop({ status, signal }: LaneEnd): boolean {
  return signal === 'SIGHUP' || signal === 'SIGINT' || status === 129 || status === 130
}
