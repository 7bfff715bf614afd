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
  showPane('preview', true)
  const flow = flowId === null ? undefined : projectStore.getState().project.flows[flowId]
  runner?.(flow === undefined ? null : flow.id)
}
