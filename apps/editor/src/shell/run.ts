import { toast } from 'sonner'
import { runStateStore, SAFE_MODE } from '../safety/run-state-store.ts'
import { projectStore } from '../stores/project-store.ts'
import { showPane } from './layout-store.ts'

/** What the preview does when a run is asked for: it opens this flow, or Home for null. */
export type Runner = (flowId: string | null) => void

let runner: Runner | null = null

/** The preview says here how a run is started; returns what takes it back. */
export function setRunner(next: Runner): () => void {
  runner = next
  return () => {
    if (runner === next) runner = null
  }
}

/** Shows the preview and starts it at Home. */
export function run(): void {
  runFlow(null)
}

/** Shows the preview and starts it at a flow; null for Home. Screens are opened by flowcharts only, so others start at Home. */
export function runFlow(flowId: string | null): void {
  if (runStateStore.getState().isSafe) {
    toast('Nothing was run', { id: 'safe-mode', description: SAFE_MODE })
    return
  }
  showPane('preview', true)
  const { flows } = projectStore.getState().project
  const flow = flowId === null ? undefined : flows[flowId]
  if (!Object.values(flows).some(({ type }) => type === 'flowchart')) {
    toast('There is nothing to run yet', { description: 'Draw a flowchart; the first one becomes Home, where clients start.' })
  }
  runner?.(flow === undefined ? null : flow.id)
}
