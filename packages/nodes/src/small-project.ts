import { emptyProject, type Flow, type Node, type Project, type Widget } from '@halley/model'
import { edges, flow, listed, node, screen } from './examples/build-example.ts'

const named = (name: string, technicalName: string) => ({ name, technicalName, technicalNameSetByHand: false, description: '' })
const resource = (id: string, name: string) => ({ id, folderId: null, ...named(name, id) })

/** Nodes with arrows, written as a test reads them. */
export type DrawnFlow = { readonly type?: Flow['type']; readonly nodes: readonly Node[]; readonly arrows: readonly (readonly [string, string, string])[] }

/**
 * A project for tests: messages Ticket (subject, priority, remark) and Note (text), channels escalation and gossip,
 * fields count and name, and the flows that are given, by id.
 */
export function smallProject(flows: Readonly<Record<string, DrawnFlow>>, change: (project: Project) => Project = (project) => project): Project {
  const field = (id: string, order: string, required = false) => ({ id, parentId: null, ...named(id, id), order, type: 'field' as const, valueType: { type: 'text' as const }, required })
  const message = (id: string, name: string, hue: number, members: Project['messages'][string]['members']) => ({ id, folderId: null, order: `a${hue}`, ...named(name, name), hue, members })
  const channel = (id: string, order: string) => ({ ...resource(id, id), order, keyName: null, messageIds: [], sendRoles: [], listenRoles: [], lateJoiners: { type: 'nothing' as const }, presence: false, whenTooSlow: 'dropOldest' as const })
  return change({
    ...emptyProject({ id: 'small', name: 'Small', technicalName: 'small' }),
    messages: {
      ticket: message('ticket', 'Ticket', 0, { subject: field('subject', 'a0', true), priority: field('priority', 'a1'), remark: field('remark', 'a2') }),
      note: message('note', 'Note', 1, { text: field('text', 'a0') }),
    },
    channels: { escalation: channel('escalation', 'a0'), gossip: channel('gossip', 'a1') },
    fields: {
      count: { ...resource('count', 'count'), order: 'a0', valueType: { type: 'number' }, default: 0 },
      name: { ...resource('name', 'name'), order: 'a1', valueType: { type: 'text' } },
    },
    flows: Object.fromEntries(Object.entries(flows).map(([id, drawn], index) => [
      id,
      { ...flow({ id, name: id, technicalName: id, type: drawn.type ?? 'flowchart' }, drawn.nodes, edges(...drawn.arrows)), order: `a${index}` },
    ])),
    navigation: listed({ ...resource('goElsewhere', 'Elsewhere'), flowId: 'elsewhere', visibleWhen: '' }),
  })
}

const at = [0, 0] as const

export const startNode = () => node('start', 'start', at)
export const endNode = (id = 'end', name = 'Done') => node(id, 'end', at, { name })
export const cometNode = (id: string, config: Record<string, unknown>) => node(id, 'comet-message', at, config)
export const anyNode = (id: string, kind: string, config: Record<string, unknown> = {}) => node(id, kind, at, config)

/** A screen with a text and one button for each label; the button's id is its label. */
export function screenNode(id: string, text: string, buttons: readonly string[] = ['Go'], config: Record<string, unknown> = {}): Node {
  const widgets = [
    { id: 'text', kind: 'text' as const, text },
    ...buttons.map((label) => ({ id: label, kind: 'button' as const, label, tone: 'primary' as const, action: { type: 'exit' as const }, storesInputs: true })),
    ...((config['inputs'] as Omit<Extract<Widget, { kind: 'input' }>, 'order' | 'parentId'>[] | undefined) ?? []),
  ]
  const { inputs: _inputs, ...rest } = config
  return node(id, 'user-interaction', at, { name: id, screen: screen(...widgets), ...rest })
}

/** Assigns one target by an expression. */
export function assignNode(id: string, target: unknown, expression: string): Node {
  return node(id, 'assignment', at, { assignments: { line: { id: 'line', order: 'a0', target, expression } } })
}

export const subjectTarget = { type: 'messageMember', messageId: 'ticket', memberId: 'subject' } as const
export const countTarget = { type: 'field', fieldId: 'count' } as const
