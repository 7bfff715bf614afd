import { defineNodeKind } from '@halley/engine'
import { z } from 'zod'

/** Runs another flow, and leaves by the exit named like the End that it reached. */
export const subFlowchart = defineNodeKind({
  kind: 'sub-flowchart',
  version: 1,
  title: 'Sub-flowchart',
  help: 'Runs another flowchart and goes on by the exit named like the End it reached.',
  group: 'flow',
  config: z.object({ flowId: z.string().max(40).nullable().default(null) }),
  form: { flowId: { control: 'flow', label: 'Flowchart', flowTypes: ['flowchart', 'action'] } },
  look: {
    icon: 'workflow',
    tone: 'flow',
    summary: ({ flowId }, { project }) => {
      const flow = project.flows[flowId ?? '']
      return flow === undefined ? 'Choose a flowchart' : `Run "${flow.name}"`
    },
  },
  exits: ({ flowId }, { project }) => [
    ...Object.values(project.flows[flowId ?? '']?.nodes ?? {})
      .filter((node) => node.kind === 'end')
      .map((node) => ({ id: node.id, label: typeof node.config['name'] === 'string' && node.config['name'] !== '' ? node.config['name'] : 'Done' })),
    { id: 'error', label: 'Error', tone: 'error' },
  ],
  traffic: ({ flowId }) => ({ calls: [flowId] }),
  check: ({ flowId }, { project, flowId: ownFlowId }) => {
    const flow = project.flows[flowId ?? '']
    if (flow === undefined) return [{ code: 'flow/missing', severity: 'error', text: flowId === null ? 'Choose the flowchart to run.' : 'The flowchart to run was deleted; choose another.', path: ['flowId'] }]
    if (flow.type === 'flowchart' && project.flows[ownFlowId]?.type === 'action') {
      return [{ code: 'flow/screen_in_action', severity: 'error', text: `"${flow.name}" is a flowchart that may show screens; an action flowchart can call action flowcharts only.`, path: ['flowId'] }]
    }
    return []
  },
  enter: (_prepared, _context, { flowId }) => (flowId === null ? { type: 'fail', code: 'flow/missing', text: 'No flowchart is chosen.' } : { type: 'call', flowId }),
  resume: (_prepared, _context, resumption) => ({ type: 'leave', exit: resumption.type === 'returned' ? resumption.endNodeId : 'error' }),
})
