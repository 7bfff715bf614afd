import type { Diagnostic } from '@halley/model'
import type { CompiledFlow, CompiledNode, Program } from './program.ts'
import type { Traffic } from './node-kind.ts'

/** Problems of what runs to answer HTTP requests, and of Respond where no request is answered. */
export function checkEndpoints(program: Program): Diagnostic[] {
  const problems: Diagnostic[] = []
  const answering = new Set<string>()
  for (const endpoint of program.flows.values()) {
    if (endpoint.flow.type !== 'endpoint') continue
    const place = { type: 'resource', collection: 'flows', id: endpoint.flow.id } as const
    const reached = reachedFrom(program, endpoint)
    for (const { flow } of reached) answering.add(flow.id)
    const screens = reached.find((compiled) => compiled !== endpoint && nodesOf(compiled).some(({ kind }) => kind?.screenOf !== undefined))
    if (screens !== undefined) problems.push({ code: 'flow/screen_in_endpoint', severity: 'error', text: `The HTTP endpoint flow "${endpoint.flow.name}" runs "${screens.flow.name}", which shows a screen; nobody would see it. Run an action flowchart there.`, place })
    if (!reached.some((compiled) => nodesOf(compiled).some(({ node }) => node.kind === 'respond'))) {
      problems.push({ code: 'endpoint/no_respond', severity: 'hint', text: `"${endpoint.flow.name}" has no Respond, so it answers 204 (no content).`, place })
    }
    for (const node of nodesOf(endpoint)) {
      const { listens, calls = [] } = trafficOf(node)
      if (listens === undefined || calls.length > 0) continue
      problems.push({ code: 'endpoint/listens_without_flow', severity: 'warning', text: 'Listening turns the answer into a stream, but there is no screen to refresh and nowhere to go. Execute a flowchart that responds with an event.', place: { type: 'node', flowId: endpoint.flow.id, nodeId: node.node.id, path: ['response'] } })
    }
  }
  for (const compiled of program.flows.values()) {
    if (answering.has(compiled.flow.id)) continue
    for (const { node } of nodesOf(compiled)) {
      if (node.kind !== 'respond') continue
      problems.push({ code: 'respond/no_request', severity: 'warning', text: `No HTTP endpoint flow runs "${compiled.flow.name}", so there is no request to answer here; Error is taken.`, place: { type: 'node', flowId: compiled.flow.id, nodeId: node.id } })
    }
  }
  return problems
}

/** The flow with everything that it calls, and that its listeners run. */
function reachedFrom(program: Program, from: CompiledFlow): CompiledFlow[] {
  const reached = new Set<CompiledFlow>()
  const open: (CompiledFlow | undefined)[] = [from]
  while (open.length > 0) {
    const compiled = open.pop()
    if (compiled === undefined || reached.has(compiled)) continue
    reached.add(compiled)
    for (const node of nodesOf(compiled)) for (const id of trafficOf(node).calls ?? []) open.push(program.flows.get(id ?? ''))
  }
  return [...reached]
}

function nodesOf(compiled: CompiledFlow): CompiledNode[] {
  return [...compiled.nodes.values()]
}

function trafficOf({ kind, config, prepared, blockedBy }: CompiledNode): Traffic {
  return prepared === null && blockedBy?.code === 'node/config_invalid' ? {} : (kind?.traffic?.(config) ?? {})
}
