import type { Diagnostic } from '@halley/model'
import type { CompiledFlow, CompiledNode } from './program.ts'

/** Problems that show only when the nodes of a flow are seen together. */
export function checkFlow(compiled: CompiledFlow): Diagnostic[] {
  const reached = reachable(compiled)
  return [...compiled.nodes.values()].flatMap((node) => [
    ...exitProblems(compiled, node),
    ...(reached.has(node.node.id) || node.kind?.enter === undefined ? [] : [unreachable(compiled, node)]),
  ]).concat(endlessLoops(compiled, reached))
}

const at = (compiled: CompiledFlow, node: CompiledNode) => ({ type: 'node', flowId: compiled.flow.id, nodeId: node.node.id }) as const

function exitProblems(compiled: CompiledFlow, node: CompiledNode): Diagnostic[] {
  if (node.node.kind === 'start' && node.next.size === 0) {
    return [{ code: 'flow/start_not_connected', severity: 'warning', text: `The Start of "${compiled.flow.name}" leads nowhere; connect it to the first node.`, place: { ...at(compiled, node), exit: 'default' } }]
  }
  return node.exits
    .filter((exit) => exit.tone !== 'quiet' && exit.tone !== 'error' && !node.next.has(exit.id))
    .map((exit): Diagnostic => ({
      code: 'exit/not_connected',
      severity: 'warning',
      text: `The exit "${exit.label}" of “${node.label}” leads nowhere; a run that takes it stops with an error. Connect it.`,
      place: { ...at(compiled, node), exit: exit.id },
      ...([...compiled.nodes.values()].some((other) => other.node.kind === 'end') && { fix: { type: 'connectToEnd', flowId: compiled.flow.id, nodeId: node.node.id, exit: exit.id } }),
    }))
}

function unreachable(compiled: CompiledFlow, node: CompiledNode): Diagnostic {
  const place = { flowId: compiled.flow.id, nodeId: node.node.id }
  return { code: 'node/unreachable', severity: 'warning', text: `Nothing leads to “${node.label}”; connect an exit to it, or delete it.`, place: at(compiled, node), fix: { type: 'leadToNode', ...place }, otherFix: { type: 'deleteNode', ...place } }
}

function reachable(compiled: CompiledFlow): Set<string> {
  const reached = new Set<string>()
  const open = compiled.startNodeId === null ? [] : [compiled.startNodeId]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue
    reached.add(id)
    open.push(...(compiled.nodes.get(id)?.next.values() ?? []))
  }
  return reached
}

/** Where a run goes on without end: a walk over a list takes each of its rows once, so what follows its row does not count. */
function goesOnTo(compiled: CompiledFlow, id: string): string[] {
  const node = compiled.nodes.get(id)
  if (node === undefined) return []
  const walks = node.blockedBy?.code === 'node/config_invalid' ? [] : (node.kind?.rows?.(node.config) ?? [])
  return [...node.next].flatMap(([exit, to]) => (walks.some((walk) => walk.exit === exit) ? [] : [to]))
}

/** Loops in which every node goes on at once: a run in one is stopped by the guard. Found as cycles among nodes that do not wait. */
function endlessLoops(compiled: CompiledFlow, reached: ReadonlySet<string>): Diagnostic[] {
  const goesOn = [...reached].filter((id) => compiled.nodes.get(id)?.kind?.waits !== true)
  // Peel off nodes that cannot be on a loop (no way in, or no way out, among those left); what remains is on or between loops.
  const left = new Set(goesOn)
  let peeled = true
  while (peeled) {
    peeled = false
    const entered = new Set([...left].flatMap((id) => goesOnTo(compiled, id).filter((to) => left.has(to))))
    for (const id of left) {
      const leads = goesOnTo(compiled, id).some((to) => left.has(to))
      if (!leads || !entered.has(id)) {
        left.delete(id)
        peeled = true
      }
    }
  }
  // A loop that some exit leaves may end by itself (a counter); one that none leaves cannot.
  const closed = [...left].every((id) => goesOnTo(compiled, id).every((to) => left.has(to)) && (compiled.nodes.get(id)?.exits ?? []).every((exit) => exit.tone === 'error' || exit.tone === 'quiet' || compiled.nodes.get(id)?.next.has(exit.id) === true))
  const first = [...left][0]
  const node = first === undefined ? undefined : compiled.nodes.get(first)
  if (node === undefined) return []
  return [closed
    ? { code: 'flow/endless_loop', severity: 'error', text: `"${node.label}" is in a loop that never waits and never ends; put a screen in it, or a way out.`, place: at(compiled, node) }
    : { code: 'flow/busy_loop', severity: 'hint', text: `"${node.label}" is in a loop that never waits; make sure that it ends before 10,000 steps.`, place: at(compiled, node) }]
}
