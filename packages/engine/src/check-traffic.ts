import { inOrder, type Diagnostic } from '@halley/model'
import type { CompiledFlow, CompiledNode, Program } from './program.ts'

/** Problems between flows: what is sent and heard, what is used, what calls what. */
export function checkTraffic(program: Program): Diagnostic[] {
  const uses = collect(program)
  return [...messageProblems(uses), ...listenerProblems(uses), ...screenInAction(program), ...unused(program, uses)]
}

const at = (compiled: CompiledFlow, node: CompiledNode) => ({ type: 'node', flowId: compiled.flow.id, nodeId: node.node.id }) as const

type Use = { readonly compiled: CompiledFlow; readonly node: CompiledNode; readonly traffic: NonNullable<ReturnType<NonNullable<NonNullable<CompiledNode['kind']>['traffic']>>> }
type Uses = { readonly program: Program; readonly all: readonly Use[] }

function collect(program: Program): Uses {
  const all: Use[] = []
  for (const compiled of program.flows.values()) {
    for (const node of compiled.nodes.values()) {
      const traffic = node.prepared === null && node.blockedBy?.code === 'node/config_invalid' ? undefined : node.kind?.traffic?.(node.config)
      if (traffic !== undefined) all.push({ compiled, node, traffic })
    }
  }
  return { program, all }
}

function hears(use: Use, channelId: string, messageId: string): boolean {
  const { listens } = use.traffic
  return listens !== undefined && listens.channelId === channelId && (listens.messageIds === 'any' || listens.messageIds.includes(messageId))
}

function messageProblems({ program, all }: Uses): Diagnostic[] {
  const problems: Diagnostic[] = []
  const { messages, channels } = program.project
  const assigned = new Set([...all.flatMap((use) => (use.traffic.assigns ?? []).flatMap((target) => (target.type === 'messageMember' ? [target.memberId] : []))), ...inputTargets(program)])
  for (const use of all) {
    const { sends } = use.traffic
    const message = messages[sends?.messageId ?? '']
    const channel = channels[sends?.channelId ?? '']
    if (sends === undefined || message === undefined || channel === undefined) continue
    if (!all.some((other) => hears(other, channel.id, message.id))) {
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

function listenerProblems({ program, all }: Uses): Diagnostic[] {
  const problems: Diagnostic[] = []
  for (const use of all) {
    const { listens } = use.traffic
    const channel = program.project.channels[listens?.channelId ?? '']
    if (listens === undefined || channel === undefined) continue
    const place = at(use.compiled, use.node)
    const sent = all.some((other) => other.traffic.sends?.channelId === channel.id && (listens.messageIds === 'any' || listens.messageIds.includes(other.traffic.sends.messageId ?? '')))
    if (!sent) problems.push({ code: 'channel/never_sent', severity: 'hint', text: `Nothing in the model sends on "${channel.name}" what this listens to; only outside programs could.`, place })
    if (!all.some((other) => other.traffic.stops?.channelId === channel.id)) {
      problems.push({ code: 'channel/never_stopped', severity: 'hint', text: `Listening to "${channel.name}" lasts as long as the session; add Stop listening if it should end earlier.`, place })
    }
    const responding = (use.traffic.calls ?? []).flatMap((id) => (id === null ? [] : [...reachableFlows(program, id)]))
    const sendsBack = all.find((other) => responding.includes(other.compiled.flow.id) && other.traffic.sends?.channelId === channel.id && hears(use, channel.id, other.traffic.sends.messageId ?? ''))
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
    for (const node of program.flows.get(id)?.nodes.values() ?? []) if (node.kind?.kind === 'sub-flowchart') open.push(...(node.kind.traffic?.(node.config).calls ?? []).filter((called) => called !== null))
  }
  return reached
}

function screenInAction(program: Program): Diagnostic[] {
  return [...program.flows.values()].filter(({ flow }) => flow.type === 'action').flatMap((compiled) => {
    for (const id of reachableFlows(program, compiled.flow.id)) {
      const called = program.flows.get(id)
      if (id === compiled.flow.id || called === undefined || called.flow.type === 'action') continue
      if ([...called.nodes.values()].some((node) => node.kind?.kind === 'user-interaction')) {
        return [{ code: 'flow/screen_in_action', severity: 'error', text: `The action flowchart "${compiled.flow.name}" calls "${called.flow.name}", which shows a screen.`, place: { type: 'resource', collection: 'flows', id: compiled.flow.id } }]
      }
    }
    return []
  })
}

function unused(program: Program, { all }: Uses): Diagnostic[] {
  const { project } = program
  const problems: Diagnostic[] = []
  const used = new Set<string>([project.settings.homeFlowId, project.settings.onApplicationStartFlowId].filter((id) => id !== null))
  for (const persona of Object.values(project.personas)) if (persona.homeFlowId !== null) used.add(persona.homeFlowId)
  for (const item of Object.values(project.navigation)) if (item.flowId !== null) used.add(item.flowId)
  for (const flow of Object.values(project.flows)) if (flow.type === 'endpoint') used.add(flow.id)
  for (const { traffic } of all) {
    for (const id of traffic.calls ?? []) if (id !== null) used.add(id)
    for (const one of [traffic.sends, traffic.listens, traffic.stops]) if (one?.channelId != null) used.add(one.channelId)
    if (traffic.sends?.messageId != null) used.add(traffic.sends.messageId)
    if (traffic.listens !== undefined && traffic.listens.messageIds !== 'any') for (const id of traffic.listens.messageIds) used.add(id)
  }
  for (const flow of Object.values(project.flows)) for (const node of Object.values(flow.nodes)) if (node.kind === 'user-interaction') for (const id of stringsUnder(node.config, 'flowId')) used.add(id)
  const hint = (collection: 'flows' | 'channels' | 'messages', what: string): void => {
    const resources: Readonly<Record<string, { id: string; order: string; name: string }>> = project[collection]
    for (const resource of inOrder(resources)) {
      if (!used.has(resource.id)) problems.push({ code: `${collection}/unused`, severity: 'hint', text: `Nothing uses the ${what} "${resource.name}".`, place: { type: 'resource', collection, id: resource.id } })
    }
  }
  hint('flows', 'flow')
  hint('channels', 'channel')
  hint('messages', 'message')
  return problems
}
