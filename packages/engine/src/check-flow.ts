import type { Diagnostic } from '@halley/model'
import type { CompiledFlow, CompiledNode } from './program.ts'
import { callsAtOnce } from './traffic-of.ts'

/** Problems that show only when the nodes of a flow are seen together. */
export function checkFlow(compiled: CompiledFlow): Diagnostic[] {
  const reached = reachable(compiled)
  const hasEnd = [...compiled.nodes.values()].some(({ node }) => node.kind === 'end')
  return [...compiled.nodes.values()].flatMap((node) => [
    ...exitProblems(compiled, node, hasEnd),
    ...(reached.has(node.node.id) || node.kind?.enter === undefined ? [] : [unreachable(compiled, node)]),
  ]).concat(endlessLoops(compiled, reached))
}

const at = (compiled: CompiledFlow, node: CompiledNode) => ({ type: 'node', flowId: compiled.flow.id, nodeId: node.node.id }) as const

function exitProblems(compiled: CompiledFlow, node: CompiledNode, hasEnd: boolean): Diagnostic[] {
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
      ...(hasEnd && { fix: { type: 'connectToEnd', flowId: compiled.flow.id, nodeId: node.node.id, exit: exit.id } }),
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
export function goesOnTo(compiled: CompiledFlow, id: string): string[] {
  const node = compiled.nodes.get(id)
  if (node === undefined) return []
  const walks = node.blockedBy?.code === 'node/config_invalid' ? [] : (node.kind?.rows?.(node.config) ?? [])
  return [...node.next].flatMap(([exit, to]) => (walks.some((walk) => walk.exit === exit) ? [] : [to]))
}

/** Loops in which every node goes on at once: a run in one is stopped by the guard. Found as cycles among nodes that do not wait. */
function endlessLoops(compiled: CompiledFlow, reached: ReadonlySet<string>): Diagnostic[] {
  // A called flow may wait: loops through one are looked at where all flows are seen (checkLoops).
  const goesOn = [...reached].filter((id) => {
    const node = compiled.nodes.get(id)
    return node !== undefined && node.kind?.waits !== true && callsAtOnce(node) === undefined
  })
  const ways = new Map(goesOn.map((id) => [id, goesOnTo(compiled, id)]))
  // Peel off nodes that cannot be on a loop (no way in, or no way out, among those left); what remains is on or between loops.
  const left = peel(peel(new Set(goesOn), ways), reversed(ways))
  // A loop that some exit leaves may end by itself (a counter); one that none leaves cannot.
  const closed = [...left].every((id) => (ways.get(id) ?? []).every((to) => left.has(to)) && (compiled.nodes.get(id)?.exits ?? []).every((exit) => exit.tone === 'error' || exit.tone === 'quiet' || compiled.nodes.get(id)?.next.has(exit.id) === true))
  const first = [...left][0]
  const node = first === undefined ? undefined : compiled.nodes.get(first)
  if (node === undefined) return []
  return [closed
    ? { code: 'flow/endless_loop', severity: 'error', text: `"${node.label}" is in a loop that never waits and never ends; put a screen in it, or a way out.`, place: at(compiled, node) }
    : { code: 'flow/busy_loop', severity: 'hint', text: `"${node.label}" is in a loop that never waits; make sure that it ends before 10,000 steps.`, place: at(compiled, node) }]
}

type Ways = ReadonlyMap<string, readonly string[]>

/** Takes away every node to which no way among those left leads, until each has one. Each way is looked at once. */
function peel(nodes: ReadonlySet<string>, ways: Ways): Set<string> {
  const left = new Set(nodes)
  const entries = new Map<string, number>()
  for (const id of left) for (const to of ways.get(id) ?? []) entries.set(to, (entries.get(to) ?? 0) + 1)
  const open = [...left].filter((id) => !entries.has(id))
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    left.delete(id)
    for (const to of ways.get(id) ?? []) {
      const others = (entries.get(to) ?? 0) - 1
      entries.set(to, others)
      if (others === 0 && left.has(to)) open.push(to)
    }
  }
  return left
}

function reversed(ways: Ways): Ways {
  const back = new Map<string, string[]>()
  for (const [from, tos] of ways) {
    for (const to of tos) {
      const froms = back.get(to)
      if (froms === undefined) back.set(to, [from])
      else froms.push(from)
    }
  }
  return back
}
