import { useProject } from '../stores/project-store.ts'

/** Edits the screen of a User Interaction node: outline, live screen, properties of the selected widget. */
export function ScreenEditor({ flowId, nodeId }: { readonly flowId: string; readonly nodeId: string }) {
  const exists = useProject((project) => project.flows[flowId]?.nodes[nodeId] !== undefined)
  return <section aria-label="Screen">{exists ? null : 'This screen was deleted.'}</section>
}
