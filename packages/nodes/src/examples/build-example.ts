import { edgeId, type Channel, type Edge, type FieldMember, type FieldType, type Flow, type Node, type Widget } from '@halley/model'
import { catalog } from '../catalog.ts'

/** Fractional order keys for things that are listed in one go: a0, a1, …, a9, aA, … */
export function orderKey(index: number): string {
  return `a${'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'.charAt(index)}`
}

/** A node of a built-in kind, with its config completed by the kind's own defaults. */
export function node(id: string, kind: string, place: readonly [column: number, row: number], config: Record<string, unknown> = {}): Node {
  const definition = catalog.get(kind)
  if (definition === undefined) throw new Error(`An example uses the node kind "${kind}", which is not in the catalog.`)
  return { id, kind, version: definition.version, position: { x: 40 + place[0] * 304, y: 40 + place[1] * 128 }, config: definition.config.parse(config) }
}

/** A Name with its technical name. */
export const named = (name: string, technicalName: string) => ({ name, technicalName, technicalNameSetByHand: false, description: '' })

/** The part that all resources have. */
export const resource = (id: string, name: string, technicalName: string) => ({ id, folderId: null, ...named(name, technicalName) })

/** Fields of a message or of a list's rows: by id the Name, the technical name, the type, and whether a value is needed. */
export function memberFields(fields: Readonly<Record<string, readonly [name: string, technicalName: string, valueType: FieldType, needed?: 'needed']>>): Record<string, FieldMember> {
  return Object.fromEntries(Object.entries(fields).map(([id, [name, technicalName, valueType, needed]], index) => [id, { id, parentId: null, order: orderKey(index), ...named(name, technicalName), type: 'field', valueType, required: needed === 'needed' }]))
}

/** A channel that everybody may use, whose late joiners get nothing. */
export function channel(id: string, name: string, { keyName = null, messageIds = [], description = '' }: { keyName?: string | null; messageIds?: string[]; description?: string } = {}): Omit<Channel, 'order'> {
  return { ...resource(id, name, name), description, keyName, messageIds, sendRoles: [], listenRoles: [], lateJoiners: { type: 'nothing' }, presence: false, whenTooSlow: 'dropOldest' }
}

/** Lines of a config by their ids, in their order. */
export function lines<Line extends object>(...all: readonly Line[]): Record<string, Line & { id: string; order: string }> {
  return Object.fromEntries(all.map((line, index) => [`line${index + 1}`, { id: `line${index + 1}`, order: orderKey(index), ...line }]))
}

/** Edges written as "from exit → to". */
export function edges(...arrows: readonly (readonly [from: string, exit: string, to: string])[]): Record<string, Edge> {
  return Object.fromEntries(arrows.map(([from, exit, to]) => [edgeId(from, exit), { id: edgeId(from, exit), from, exit, to }]))
}

/** Files things under their ids, with the order they are listed in. */
export function listed<T extends { id: string; order: string }>(...things: readonly Omit<T, 'order'>[]): Record<string, T> {
  // Omit and the spread undo each other; the compiler cannot put a generic type back together.
  return Object.fromEntries(things.map((thing, index) => [(thing as T).id, { ...thing, order: orderKey(index) } as T]))
}

type Unordered<T> = T extends unknown ? Omit<T, 'order' | 'parentId'> : never

/** A widget with those that stand inside of it. */
export type DrawnWidget = Unordered<Widget> & { readonly children?: readonly DrawnWidget[] }

/** A screen of widgets in the order they are listed in. */
export function screen(...widgets: readonly DrawnWidget[]): { widgets: Record<string, Widget> } {
  return { widgets: Object.fromEntries(placed(widgets, null).map((widget) => [widget.id, widget])) }
}

function placed(widgets: readonly DrawnWidget[], parentId: string | null): Widget[] {
  return widgets.flatMap(({ children = [], ...widget }, index) => [{ ...widget, parentId, order: orderKey(index) } as Widget, ...placed(children, widget.id)])
}

/** A flowchart of nodes and edges. */
export function flow(identity: Pick<Flow, 'id' | 'name' | 'technicalName' | 'type'> & { description?: string; endpoint?: Flow['endpoint'] }, nodes: readonly Node[], arrows: Record<string, Edge>): Omit<Flow, 'order'> {
  return { folderId: null, technicalNameSetByHand: false, description: '', endpoint: null, ...identity, nodes: Object.fromEntries(nodes.map((one) => [one.id, one])), edges: arrows, inputs: {}, outputs: {} }
}
