import type { Diagnostic } from '@halley/model'
import type { CompiledNode, Program } from './program.ts'

/**
 * Problems of what runs on application start: in a service session nobody sees a screen, so a flow that shows one there
 * would wait for ever, once for each message that arrives.
 */
export function checkService(program: Program): Diagnostic[] {
  const problems: Diagnostic[] = []
  const reached = new Set<string>()
  const open = [program.project.settings.onApplicationStartFlowId ?? '']
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const compiled = program.flows.get(id)
    if (compiled === undefined || reached.has(id)) continue
    reached.add(id)
    for (const node of compiled.nodes.values()) {
      const { calls = [], navigates = [] } = trafficOf(node)
      const place = { type: 'node', flowId: id, nodeId: node.node.id } as const
      for (const calledId of calls) {
        const called = program.flows.get(calledId ?? '')
        if (called === undefined) continue
        open.push(called.flow.id)
        if (![...called.nodes.values()].some(({ kind }) => kind?.screenOf !== undefined)) continue
        problems.push({ code: 'flow/screen_in_service', severity: 'warning', text: `"${called.flow.name}" shows a screen, but what runs on application start has nobody who sees it. Run an action flowchart here.`, place })
      }
      if (navigates.length > 0) {
        problems.push({ code: 'flow/screen_in_service', severity: 'warning', text: 'What runs on application start has nobody who could be taken to a navigation item. Run an action flowchart here.', place })
      }
    }
  }
  return problems
}

function trafficOf({ kind, config, prepared, blockedBy }: CompiledNode): { readonly calls?: readonly (string | null)[]; readonly navigates?: readonly (string | null)[] } {
  return prepared === null && blockedBy?.code === 'node/config_invalid' ? {} : (kind?.traffic?.(config) ?? {})
}
