import { inOrder, ruleTopic, type Diagnostic, type Flow, type RuleTopic } from '@halley/model'
import type { Traffic } from './node-kind.ts'
import type { CompiledFlow, CompiledNode, Program } from './program.ts'
import { trafficOf } from './traffic-of.ts'

/** Problems between flows: what is sent and heard, what is used, what calls what. */
export function checkTraffic(program: Program): Diagnostic[] {
  const uses = collect(program)
  return [...messageProblems(uses), ...listenerProblems(uses), ...screenInAction(program), ...unused(program, uses)]
}

const at = (compiled: CompiledFlow, node: CompiledNode) => ({ type: 'node', flowId: compiled.flow.id, nodeId: node.node.id }) as const

type Use = { readonly compiled: CompiledFlow; readonly node: CompiledNode; readonly traffic: Traffic }
type Uses = { readonly program: Program; readonly all: readonly Use[] }

function collect(program: Program): Uses {
  const all: Use[] = []
  for (const compiled of program.flows.values()) {
    for (const node of compiled.nodes.values()) {
      const traffic = trafficOf(node)
      if (traffic !== undefined) all.push({ compiled, node, traffic })
    }
  }
  return { program, all }
}

function hears(use: Use, channelId: string, messageId: string): boolean {
  const { listens } = use.traffic
  return listens !== undefined && listens.channelId === channelId && (listens.messageIds === 'any' || listens.messageIds.includes(messageId))
}

/** What travels on each channel, of what the nodes say: ids of messages, or 'any'. */
function byChannel(all: readonly Use[], carries: (traffic: Traffic) => { readonly channelId: string | null; readonly messageIds: readonly string[] | 'any' } | undefined): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>()
  for (const { traffic } of all) {
    const carried = carries(traffic)
    if (carried?.channelId == null) continue
    const group = groups.get(carried.channelId) ?? new Set()
    groups.set(carried.channelId, group)
    for (const id of carried.messageIds === 'any' ? ['any'] : carried.messageIds) group.add(id)
  }
  return groups
}

const sentBy = ({ sends }: Traffic) => sends && { channelId: sends.channelId, messageIds: [sends.messageId ?? ''] }

function messageProblems({ program, all }: Uses): Diagnostic[] {
  const problems: Diagnostic[] = []
  const { messages, channels } = program.project
  const heard = byChannel(all, ({ listens }) => listens)
  const notified = topicsOfRules(program)
  const assigned = new Set([...all.flatMap((use) => (use.traffic.assigns ?? []).flatMap((target) => (target.type === 'messageMember' ? [target.memberId] : []))), ...inputTargets(program), ...givenMembers(program)])
  for (const use of all) {
    const { sends } = use.traffic
    const message = messages[sends?.messageId ?? '']
    const channel = channels[sends?.channelId ?? '']
    if (sends === undefined || message === undefined || channel === undefined) continue
    const isNotified = notified.some((topic) => (topic.channel ?? channel.technicalName) === channel.technicalName && (topic.message ?? message.technicalName) === message.technicalName)
    if (heard.get(channel.id)?.has('any') !== true && heard.get(channel.id)?.has(message.id) !== true && !isNotified) {
      problems.push({ code: 'message/nobody_listens', severity: 'warning', text: `${message.name} is sent on "${channel.name}", but nothing listens to it there. Add a Start listening node.`, place: at(use.compiled, use.node) })
    }
    for (const member of Object.values(message.members)) {
      if (member.type === 'field' && member.parentId === null && member.required && member.default === undefined && !assigned.has(member.id)) {
        problems.push({ code: 'message/field_never_assigned', severity: 'warning', text: `${message.name} needs "${member.name}", but nothing ever assigns it; sending will leave by Error. Assign it before, or bind an input to it.`, place: at(use.compiled, use.node) })
      }
    }
  }
  return problems
}

/** What rules that work are about, of this app. */
function topicsOfRules({ project, rules }: Program): readonly RuleTopic[] {
  return [...rules.values()].filter(({ blockedBy }) => blockedBy === null).map(({ rule }) => ruleTopic(rule, project)).filter(({ isOwn }) => isOwn)
}

/** Fields of messages that HTTP requests give, and that callers of flows give. */
function givenMembers(program: Program): string[] {
  return Object.values(program.project.flows).flatMap(({ endpoint, inputs }) => [...Object.values(endpoint?.parameters ?? {}), ...Object.values(inputs)].flatMap(({ target }) => (target?.type === 'messageMember' ? [target.memberId] : [])))
}

function inputTargets(program: Program): string[] {
  return Object.values(program.project.flows).flatMap((flow) => Object.values(flow.nodes).flatMap((node) => stringsUnder(node.config, 'memberId')))
}

/** Every string filed under a key anywhere in a config. Iterative: configs are people's, and may be deep. */
function stringsUnder(config: unknown, key: string): string[] {
  const found: string[] = []
  const open: unknown[] = [config]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value !== 'object' || value === null) continue
    for (const [name, part] of Object.entries(value)) {
      if (name === key && typeof part === 'string') found.push(part)
      else open.push(part)
    }
  }
  return found
}

// A stream ends with its request; what the service listens to is meant to last.
function endsOrIsMeantToLast({ project }: Program, flow: Flow): boolean {
  return flow.type === 'endpoint' || project.settings.onApplicationStartFlowId === flow.id
}

function listenerProblems({ program, all }: Uses): Diagnostic[] {
  const problems: Diagnostic[] = []
  const sending = byChannel(all, sentBy)
  const stopped = new Set(all.flatMap(({ traffic }) => traffic.stops?.channelId ?? []))
  for (const use of all) {
    const { listens } = use.traffic
    const channel = program.project.channels[listens?.channelId ?? '']
    if (listens === undefined || channel === undefined) continue
    const place = at(use.compiled, use.node)
    const onChannel = sending.get(channel.id) ?? new Set()
    const sent = listens.messageIds === 'any' ? onChannel.size > 0 : listens.messageIds.some((id) => onChannel.has(id))
    if (!sent) problems.push({ code: 'channel/never_sent', severity: 'hint', text: `Nothing in the model sends on "${channel.name}" what this listens to; only outside programs could.`, place })
    if (!stopped.has(channel.id) && listens.untilScreenLeft !== true && !endsOrIsMeantToLast(program, use.compiled.flow)) {
      problems.push({ code: 'channel/never_stopped', severity: 'hint', text: `Listening to "${channel.name}" lasts as long as the session; add Stop listening if it should end earlier.`, place })
    }
    const calls = (use.traffic.calls ?? []).filter((id) => id !== null)
    const responding = new Set(calls.length === 0 || !sent ? [] : calls.flatMap((id) => [...reachableFlows(program, id)]))
    const sendsBack = responding.size === 0 ? undefined : all.find((other) => responding.has(other.compiled.flow.id) && other.traffic.sends?.channelId === channel.id && hears(use, channel.id, other.traffic.sends.messageId ?? ''))
    if (sendsBack !== undefined) {
      problems.push({ code: 'channel/answers_itself', severity: 'warning', text: `What runs when a message arrives on "${channel.name}" sends on it again; the hop limit will stop it. Use another channel, a condition, or "All but me".`, place })
    }
  }
  return problems
}

function reachableFlows(program: Program, from: string): Set<string> {
  const reached = new Set<string>()
  const open = [from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue
    reached.add(id)
    open.push(...calledBy(program.flows.get(id)?.nodes.values() ?? []))
  }
  return reached
}

/** Action flowcharts from which a flow that shows a screen can be reached. Walked backwards from the screens, so that each call is looked at once. */
function screenInAction(program: Program): Diagnostic[] {
  const callers = new Map<string, string[]>()
  for (const { flow, nodes } of program.flows.values()) {
    for (const id of calledBy(nodes.values())) {
      const known = callers.get(id)
      if (known === undefined) callers.set(id, [flow.id])
      else known.push(flow.id)
    }
  }
  const shown = new Map<string, CompiledFlow>()
  const open = [...program.flows.values()].filter(({ flow, nodes }) => flow.type !== 'action' && [...nodes.values()].some((node) => node.kind?.kind === 'user-interaction')).map((shower) => ({ id: shower.flow.id, shower }))
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { id, shower } = next
    if (shown.has(id)) continue
    shown.set(id, shower)
    for (const caller of callers.get(id) ?? []) open.push({ id: caller, shower })
  }
  return [...program.flows.values()].flatMap(({ flow }): Diagnostic[] => {
    const called = shown.get(flow.id)
    if (flow.type !== 'action' || called === undefined) return []
    return [{ code: 'flow/screen_in_action', severity: 'error', text: `The action flowchart "${flow.name}" calls "${called.flow.name}", which shows a screen.`, place: { type: 'resource', collection: 'flows', id: flow.id } }]
  })
}

function* calledBy(nodes: Iterable<CompiledNode>): Iterable<string> {
  for (const node of nodes) {
    if (node.kind?.kind !== 'sub-flowchart') continue
    for (const called of trafficOf(node)?.calls ?? []) if (called !== null) yield called
  }
}

function unused(program: Program, { all }: Uses): Diagnostic[] {
  const { project } = program
  const problems: Diagnostic[] = []
  const used = new Set<string>([project.settings.homeFlowId, project.settings.onApplicationStartFlowId].filter((id) => id !== null))
  for (const persona of Object.values(project.personas)) if (persona.homeFlowId !== null) used.add(persona.homeFlowId)
  for (const item of Object.values(project.navigation)) if (item.flowId !== null) used.add(item.flowId)
  for (const flow of Object.values(project.flows)) if (flow.type === 'endpoint') used.add(flow.id)
  for (const { agents } of Object.values(project.rooms)) for (const { by } of Object.values(agents)) if (by.type === 'flow' && by.flowId !== null) used.add(by.flowId)
  for (const { link } of Object.values(project.rules)) if (link.type === 'flow' && link.flowId !== null) used.add(link.flowId)
  for (const { channel, message } of Object.values(project.rules).map((rule) => ruleTopic(rule, project))) {
    for (const named of [...Object.values(project.channels).filter(({ technicalName }) => technicalName === channel), ...Object.values(project.messages).filter(({ technicalName }) => technicalName === message)]) used.add(named.id)
  }
  for (const { traffic } of all) {
    for (const id of [...(traffic.calls ?? []), ...(traffic.opens ?? [])]) if (id !== null) used.add(id)
    for (const one of [traffic.sends, traffic.listens, traffic.stops]) if (one?.channelId != null) used.add(one.channelId)
    if (traffic.sends?.messageId != null) used.add(traffic.sends.messageId)
    if (traffic.listens !== undefined && traffic.listens.messageIds !== 'any') for (const id of traffic.listens.messageIds) used.add(id)
  }
  for (const flow of Object.values(project.flows)) for (const node of Object.values(flow.nodes)) if (node.kind === 'user-interaction') for (const id of stringsUnder(node.config, 'flowId')) used.add(id)
  const hint = (code: string, collection: 'flows' | 'channels' | 'messages', what: string): void => {
    const resources: Readonly<Record<string, { id: string; order: string; name: string }>> = project[collection]
    for (const resource of inOrder(resources)) {
      if (!used.has(resource.id)) problems.push({ code, severity: 'hint', text: `Nothing uses the ${what} "${resource.name}".`, place: { type: 'resource', collection, id: resource.id } })
    }
  }
  hint('flows/unused', 'flows', 'flow')
  hint('channels/unused', 'channels', 'channel')
  hint('messages/unused', 'messages', 'message')
  return problems
}
