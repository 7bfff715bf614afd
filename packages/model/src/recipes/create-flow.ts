import { edgeId, type FlowType } from '../flow.ts'
import { endpointSchema } from '../endpoint.ts'
import type { Project } from '../project.ts'
import type { NewId } from './new-id.ts'
import { newResource, type NewResource } from './new-resource.ts'

/** Pixels between the Start and the End of a new flowchart: room for one node on the arrow. */
const START_TO_END_PX = 480

/** Adds a flowchart with a Start and an End, connected. The first flowchart that may show screens becomes Home. Returns its id. */
export function createFlow(draft: Project, options: NewResource & { readonly type: FlowType }, newId: NewId): string {
  const base = newResource(draft, 'flows', options, newId)
  const start = newId()
  const end = newId()
  const edge = edgeId(start, 'default')
  draft.flows[base.id] = {
    ...base,
    type: options.type,
    nodes: {
      [start]: { id: start, kind: 'start', version: 1, position: { x: 0, y: 0 }, config: {} },
      [end]: { id: end, kind: 'end', version: 1, position: { x: START_TO_END_PX, y: 0 }, config: { name: 'Done' } },
    },
    edges: { [edge]: { id: edge, from: start, exit: 'default', to: end } },
    inputs: {},
    outputs: {},
    endpoint: options.type === 'endpoint' ? { ...endpointSchema.parse({}), path: `/${base.technicalName}` } : null,
  }
  if (options.type === 'flowchart' && draft.settings.homeFlowId === null) draft.settings.homeFlowId = base.id
  return base.id
}
