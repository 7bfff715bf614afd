import type { Diagnostic } from '@halley/model'
import type { CompiledFlow, Program } from './program.ts'
import { trafficOf } from './traffic-of.ts'

/**
 * Problems of what runs on application start: in a service session nobody sees a screen, so a flow that shows one there
 * would wait for ever, once for each message that arrives.
 */
export function checkService(program: Program): Diagnostic[] {
  const problems: Diagnostic[] = []
  const reached = new Set<string>()
  const showing = new Map<CompiledFlow, boolean>()
  const showsScreen = (flow: CompiledFlow): boolean => {
    const known = showing.get(flow) ?? [...flow.nodes.values()].some(({ kind }) => kind?.screenOf !== undefined)
    showing.set(flow, known)
    return known
  }
  const open = [program.project.settings.onApplicationStartFlowId ?? '']
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const compiled = program.flows.get(id)
    if (compiled === undefined || reached.has(id)) continue
    reached.add(id)
    for (const node of compiled.nodes.values()) {
      const { calls = [], navigates = [] } = trafficOf(node) ?? {}
      const place = { type: 'node', flowId: id, nodeId: node.node.id } as const
      for (const calledId of calls) {
        const called = program.flows.get(calledId ?? '')
        if (called === undefined) continue
        open.push(called.flow.id)
        if (!showsScreen(called)) continue
        problems.push({ code: 'flow/screen_in_service', severity: 'warning', text: `"${called.flow.name}" shows a screen, but what runs on application start has nobody who sees it. Run an action flowchart here.`, place })
      }
      if (navigates.length > 0) {
        problems.push({ code: 'flow/screen_in_service', severity: 'warning', text: 'What runs on application start has nobody who could be taken to a navigation item. Run an action flowchart here.', place })
      }
    }
  }
  return problems
}
