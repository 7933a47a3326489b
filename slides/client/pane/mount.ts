/** Turns a pane's element into a living pane and, when its slide is far away, back into its poster. */
import type { Connection } from '../connection/connection.ts'
import type { Params } from '../../../server/protocol/messages.ts'
import { readPaneSpec } from './pane-spec.ts'
import { PaneView } from './pane-view.ts'
import { terminalFont } from './terminal-font.ts'

export interface MountedPane {
  /** Start or stop. */
  toggle(): void
  /** To the recording, at the same moment. */
  panic(): void
  /** Back to a live run. */
  tryLive(): void
  rescale(): void
  /** Over the whole window. */
  maximize(): void
  /** Back from the full screen to its slide; false where it is there. */
  restore(): boolean
  dispose(): void
}

export async function mountPane(
  host: HTMLElement,
  connection: Connection | undefined,
  scale: () => number,
): Promise<MountedPane> {
  const spec = readPaneSpec(host.dataset)
  const left = memory.get(host)
  const font = await terminalFont()
  const view = new PaneView({
    host,
    spec: { ...spec, params: { ...spec.params, ...left?.params } },
    connection,
    font,
    scale,
  })
  void view.session.open(left?.position)
  return {
    toggle: () => view.session.toggle(),
    panic: () => view.session.panic(),
    tryLive: () => view.session.tryLive(),
    rescale: () => view.rescale(),
    maximize: () => view.maximize(),
    restore: () => view.restore(),
    dispose: () => {
      const { params, player } = view.session
      memory.set(host, { params, position: player?.position })
      view.dispose()
    },
  }
}

/** Where the reader left each pane. A run needs no memory here: the server has it. */
const memory = new WeakMap<HTMLElement, { readonly params: Params; readonly position: number | undefined }>()
