import { emptyProject, type Edge, type Flow, type Node, type Project } from '@halley/model'
import { catalog } from '@halley/nodes'

/** Nodes of the linear flow that are counted; its Start and its End are not. */
export const LINEAR_NODES = 10

/** Nodes of the response flow that are counted. */
export const RESPONSE_NODES = 5

const named = (id: string) => ({ id, name: id, technicalName: id, technicalNameSetByHand: false, folderId: null, description: '' })

/** A linear flow of ten simple nodes: assignments to a session field, and decisions on it, in turn. */
export function linearProject(): Project {
  return project({ flow: row('action', Array.from({ length: LINEAR_NODES }, (_, index) => (index % 2 === 0 ? assignment('count', 'count + 1') : decision('count >= 0')))) })
}

/** A session listens, shows a screen and waits; every message on the channel starts `answer`, five nodes that read it and keep something of it. */
export function respondingProject(): Project {
  const listen = kindOf('comet-message', { action: 'listen', channelId: 'tickets', response: 'flow', flowId: 'answer' })
  const screen = kindOf('user-interaction', { name: 'Tickets', screen: { widgets: {
    text: { id: 'text', kind: 'text', parentId: null, order: 'a0', text: '{count} tickets, the last is {subject}' },
    done: { id: 'done', kind: 'button', parentId: null, order: 'a1', label: 'Done', tone: 'primary', action: { type: 'exit' }, storesInputs: true },
  } } })
  return project({
    home: row('flowchart', [listen, screen]),
    answer: row('action', [assignment('count', 'count + 1'), decision('Ticket.level >= 0'), assignment('subject', 'Ticket.subject'), decision("subject != ''"), assignment('level', 'Ticket.level + 1')]),
  })
}

type Drawn = Pick<Node, 'kind' | 'config'>

/** A node with its config completed by its kind's own defaults. */
function kindOf(kind: string, config: object): Drawn {
  return { kind, config: catalog.get(kind)?.config.parse(config) }
}

function assignment(fieldId: string, expression: string): Drawn {
  return kindOf('assignment', { assignments: { line: { id: 'line', order: 'a0', target: { type: 'field', fieldId }, expression } } })
}

function decision(expression: string): Drawn {
  return kindOf('decision', { expression })
}

const FIRST_EXITS: Readonly<Record<string, string>> = { decision: 'yes', 'user-interaction': 'done' }

/** A flow in which each node leads to the next, from a Start to an End. */
function row(type: Flow['type'], drawn: readonly Drawn[]): Pick<Flow, 'type' | 'nodes' | 'edges'> {
  const all = [kindOf('start', {}), ...drawn, kindOf('end', { name: 'Done' })].map((one, index): Node => ({ id: `n${index}`, version: 1, position: { x: index * 200, y: 0 }, ...one }))
  const edges = all.slice(0, -1).map((node, index): Edge => {
    const exit = FIRST_EXITS[node.kind] ?? 'default'
    return { id: `${node.id}:${exit}`, from: node.id, exit, to: `n${index + 1}` }
  })
  return { type, nodes: byId(all), edges: byId(edges) }
}

function byId<T extends { readonly id: string }>(things: readonly T[]): Record<string, T> {
  return Object.fromEntries(things.map((thing) => [thing.id, thing]))
}

function project(flows: Readonly<Record<string, Pick<Flow, 'type' | 'nodes' | 'edges'>>>): Project {
  const number = { type: 'number' } as const
  const text = { type: 'text' } as const
  const member = (id: string, order: string, valueType: typeof number | typeof text) => ({ ...named(id), order, parentId: null, type: 'field' as const, valueType, required: false })
  return {
    ...emptyProject({ id: 'bench', name: 'Bench', technicalName: 'bench' }),
    messages: { ticket: { ...named('ticket'), technicalName: 'Ticket', order: 'a0', hue: 0, members: { subject: member('subject', 'a0', text), level: member('level', 'a1', number) } } },
    channels: { tickets: { ...named('tickets'), order: 'a0', keyName: null, messageIds: [], sendRoles: [], listenRoles: [], lateJoiners: { type: 'nothing' }, presence: false, whenTooSlow: 'dropOldest' } },
    fields: {
      count: { ...named('count'), order: 'a0', valueType: number, default: 0 },
      subject: { ...named('subject'), order: 'a1', valueType: text },
      level: { ...named('level'), order: 'a2', valueType: number },
    },
    flows: Object.fromEntries(Object.entries(flows).map(([id, flow], index) => [id, { ...named(id), order: `a${index}`, inputs: {}, outputs: {}, endpoint: null, ...flow }])),
  }
}
