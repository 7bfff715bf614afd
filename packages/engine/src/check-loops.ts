import type { Diagnostic } from '@halley/model'
import { goesOnTo } from './check-flow.ts'
import { connectedParts } from './connected-parts.ts'
import type { CompiledFlow, CompiledNode, Program } from './program.ts'
import { callsAtOnce, trafficOf } from './traffic-of.ts'

/** A node in its flow. */
type Place = {
  readonly flow: CompiledFlow
  readonly node: CompiledNode
  /** The flow that it runs at once, or goes to for good. */
  readonly calls?: CompiledFlow | undefined
  readonly goesTo?: CompiledFlow | undefined
  /** May a run end, wait or be refused here? */
  readonly mayStay: boolean
}

type Places = ReadonlyMap<CompiledNode, Place>

/**
 * Loops that go through Navigation, Clear session or a called flow and never wait: the guard stops a run that is in one.
 * Loops of one flow alone are those of `checkFlow`.
 */
export function checkLoops(program: Program): Diagnostic[] {
  const places = placesOf(program)
  if (![...places.values()].some(leadsOut)) return []
  const passed = passages(program, places)
  const ways = (place: Place): Place[] => waysOf(place, places, passed)
  return connectedParts(places.values(), ways).flatMap((part): Diagnostic[] => {
    const inside = new Set(part)
    const first = part.find((place) => leadsOut(place) && ways(place).some((to) => inside.has(to)))
    if (first === undefined) return []
    // The flows of which a run comes by the Start.
    const begun = new Set(part.flatMap(({ flow, node }) => (node.node.id === flow.startNodeId ? [flow] : [])))
    const names = [...new Set(part.map(({ flow }) => `"${flow.flow.name}"`))]
    const through = names.length > 3 ? `${names.slice(0, 3).join(', ')} and others` : names.join(' and ')
    const place = { type: 'node', flowId: first.flow.flow.id, nodeId: first.node.node.id } as const
    return part.every((one) => isSure(one, begun, passed) && ways(one).every((to) => inside.has(to) || to.flow === one.calls))
      ? [{ code: 'flow/endless_loop', severity: 'error', text: `“${first.node.label}” leads back to itself (in ${through}) and nothing on the way waits or ends it; put a screen in the loop, or a way out.`, place }]
      : [{ code: 'flow/busy_loop', severity: 'hint', text: `“${first.node.label}” can lead back to itself (in ${through}) without waiting; make sure that it ends before 10,000 steps.`, place }]
  })
}

const leadsOut = ({ calls, goesTo }: Place): boolean => calls !== undefined || goesTo !== undefined

/** A called flow that comes back may still wait on its way; one that leads back by itself does not come back at all. */
function isSure({ mayStay, calls, node, flow }: Place, begun: ReadonlySet<CompiledFlow>, { ends, staying }: Passed): boolean {
  if (mayStay) return false
  if (calls === undefined) return true
  return begun.has(calls) || (!staying.has(calls) && [...(ends.get(calls) ?? [])].every((endId) => flow.nodes.has(node.next.get(endId) ?? '')))
}

function placesOf({ flows, project }: Program): Map<CompiledNode, Place> {
  const places = new Map<CompiledNode, Place>()
  for (const flow of flows.values()) {
    for (const node of flow.nodes.values()) {
      const calls = node.blockedBy === null ? flows.get(callsAtOnce(node) ?? '') : undefined
      const { navigates = [], listens } = (node.blockedBy === null ? trafficOf(node) : undefined) ?? {}
      const item = listens === undefined ? project.navigation[navigates[0] ?? ''] : undefined
      const open = node.exits.some((exit) => exit.tone !== 'error' && exit.tone !== 'quiet' && !node.next.has(exit.id))
      const mayStay = node.kind?.waits === true || node.node.kind === 'end' || (calls === undefined && open) || (item !== undefined && item.visibleWhen.trim() !== '') || node.blockedBy !== null
      places.set(node, { flow, node, calls, goesTo: flows.get(item?.flowId ?? ''), mayStay })
    }
  }
  return places
}

function waysOf({ flow, node, calls, goesTo }: Place, places: Places, { ends }: Passed): Place[] {
  if (node.kind?.waits === true) return []
  const ids = goesOnTo(flow, node.node.id)
  const onward = calls === undefined ? ids : [...(ends.get(calls) ?? []), 'error'].flatMap((exit) => node.next.get(exit) ?? [])
  return [
    ...onward.map((id) => flow.nodes.get(id)),
    ...[calls, goesTo].map((other) => other?.nodes.get(other.startNodeId ?? '')),
  ].flatMap((to) => (to === undefined ? [] : places.get(to) ?? []))
}

/** Which Ends a run reaches from a flow's Start without waiting, and the flows in which it may stay or leave. */
type Passed = { readonly ends: ReadonlyMap<CompiledFlow, ReadonlySet<string>>; readonly staying: ReadonlySet<CompiledFlow> }

function passages(program: Program, places: Places): Passed {
  const ends = new Map<CompiledFlow, Set<string>>()
  const staying = new Set<CompiledFlow>()
  const reached = new Set<Place>()
  const callers = new Map<CompiledFlow, Place[]>()
  const open: (CompiledNode | undefined)[] = [...program.flows.values()].map((flow) => flow.nodes.get(flow.startNodeId ?? ''))
  const stay = (first: CompiledFlow): void => {
    const flows = [first]
    for (let flow = flows.pop(); flow !== undefined; flow = flows.pop()) {
      if (staying.has(flow)) continue
      staying.add(flow)
      flows.push(...(callers.get(flow) ?? []).map((caller) => caller.flow))
    }
  }
  const goOn = ({ flow, node }: Place, exit: string): void => void open.push(flow.nodes.get(node.next.get(exit) ?? ''))
  while (open.length > 0) {
    const node = open.pop()
    const place = node && places.get(node)
    if (node === undefined || place === undefined || reached.has(place)) continue
    reached.add(place)
    const { flow, calls } = place
    if (node.node.kind === 'end') {
      const known = ends.get(flow) ?? new Set()
      ends.set(flow, known.add(node.node.id))
      for (const caller of callers.get(flow) ?? []) goOn(caller, node.node.id)
    } else if (calls !== undefined) {
      const known = callers.get(calls)
      if (known === undefined) callers.set(calls, [place])
      else known.push(place)
      for (const endId of [...(ends.get(calls) ?? []), 'error']) goOn(place, endId)
      if (staying.has(calls)) stay(flow)
    } else {
      if (place.mayStay || place.goesTo !== undefined) stay(flow)
      if (node.kind?.waits !== true) open.push(...goesOnTo(flow, node.node.id).map((id) => flow.nodes.get(id)))
    }
  }
  return { ends, staying }
}
