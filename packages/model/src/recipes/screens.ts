import { edgeId, type Flow, type Node } from '../flow.ts'
import { inOrder } from '../ids.ts'
import { membersIn } from '../members.ts'
import type { Project } from '../project.ts'
import { FIRST_BUTTON_EXIT, screenSchema, type Screen, type Widget } from '../screen.ts'
import { pathTo, placeProblem, siblingsAt, type WidgetPlace } from '../screen-places.ts'
import { exitButtonsOf, widgetTree, type WidgetBranch } from '../screen-tree.ts'
import type { ValueTarget } from '../value-target.ts'
import { cloneJson } from './clone-json.ts'
import type { NewId } from './new-id.ts'
import { orderAt } from './order-keys.ts'

/** The User Interaction node whose screen is meant. */
export type ScreenRef = { readonly flowId: string; readonly nodeId: string }

/** A widget before it has an identity and a place. */
export type NewWidget = Widget extends infer Kind ? (Kind extends Widget ? Omit<Kind, 'id' | 'order' | 'parentId'> : never) : never

/** Reads the screen of a node; an empty one where it has none yet or a damaged one. */
export function screenOfNode(node: Node | undefined): Screen {
  const screen = screenSchema.safeParse(node?.config['screen'] ?? { widgets: {} })
  return screen.success ? screen.data : { widgets: {} }
}

/** Changes the screen of a node. The arrow of its last button waits for the next first one. False, and nothing done, when the node is gone. */
export function changeScreen(draft: Project, { flowId, nodeId }: ScreenRef, recipe: (screen: Screen) => void): boolean {
  const flow = draft.flows[flowId]
  const node = flow?.nodes[nodeId]
  if (flow === undefined || node === undefined) return false
  const before = screenOfNode(cloneJson(node))
  const screen = cloneJson(before)
  recipe(screen)
  keepOnlyArrow(flow, nodeId, { before, after: screen })
  // Edits become patches of the parts that differ, so that two people's work on one screen is kept.
  node.config['screen'] = JSON.parse(JSON.stringify(screen))
  return true
}

/** Adds a widget at a place (at the end of the screen when left out). Returns its id, or null when the node is gone or it cannot stand there. */
export function addWidget(draft: Project, ref: ScreenRef, { widget, parentId = null, index }: { readonly widget: NewWidget } & Partial<WidgetPlace>, newId: NewId): string | null {
  const id = newId()
  let isAdded = false
  changeScreen(draft, ref, (screen) => {
    if (placeProblem(screen, widget, parentId) !== null) return
    screen.widgets[id] = { ...cloneJson(widget), id, parentId, order: orderAt(siblingsAt(screen, parentId), index) }
    isAdded = true
  })
  return isAdded ? id : null
}

/** Changes one widget; nothing happens when it is gone. */
export function changeWidget(draft: Project, ref: ScreenRef, widgetId: string, recipe: (widget: Widget) => void): void {
  changeScreen(draft, ref, (screen) => {
    const widget = screen.widgets[widgetId]
    if (widget !== undefined) recipe(widget)
  })
}

/** Moves a widget with everything inside of it to a place. Nothing happens where it cannot stand (see `placeProblem`). */
export function moveWidget(draft: Project, ref: ScreenRef, widgetId: string, { parentId, index }: WidgetPlace): void {
  changeScreen(draft, ref, (screen) => {
    const widget = screen.widgets[widgetId]
    if (widget === undefined || placeProblem(screen, { widgetId }, parentId) !== null) return
    widget.order = orderAt(siblingsAt(screen, parentId).filter((other) => other.id !== widgetId), index)
    widget.parentId = parentId
  })
}

function keepOnlyArrow(flow: Flow, nodeId: string, { before, after }: { readonly before: Screen; readonly after: Screen }): void {
  const [had, ...hadMore] = exitButtonsOf(before)
  const [has] = exitButtonsOf(after)
  if (had === undefined && has !== undefined) moveArrow(flow, nodeId, { from: FIRST_BUTTON_EXIT, to: has.id })
  if (had !== undefined && hadMore.length === 0 && has === undefined) moveArrow(flow, nodeId, { from: had.id, to: FIRST_BUTTON_EXIT })
}

function moveArrow({ edges }: Flow, nodeId: string, exits: { readonly from: string; readonly to: string }): void {
  const arrow = edges[edgeId(nodeId, exits.from)]
  const id = edgeId(nodeId, exits.to)
  if (arrow === undefined || edges[id] !== undefined) return
  edges[id] = { id, from: nodeId, exit: exits.to, to: arrow.to }
  delete edges[arrow.id]
}

/**
 * Deletes a widget with everything inside of it; or, where that is kept, what is inside comes to where the widget was. With
 * a button goes the arrow from its exit, unless it was the last one.
 */
export function deleteWidget(draft: Project, ref: ScreenRef, widgetId: string, { keepsInside = false }: { readonly keepsInside?: boolean } = {}): void {
  const deleted: string[] = []
  changeScreen(draft, ref, (screen) => {
    const branch = pathTo(widgetTree(screen), widgetId)?.at(-1)
    if (branch === undefined) return
    if (keepsInside) liftInside(screen, branch)
    deleted.push(...(keepsInside ? [widgetId] : idsIn(branch)))
    for (const id of deleted) delete screen.widgets[id]
  })
  const flow = draft.flows[ref.flowId]
  if (flow === undefined) return
  const node = flow.nodes[ref.nodeId]
  for (const id of deleted) {
    delete flow.edges[edgeId(ref.nodeId, id)]
    if (node?.config['defaultButtonId'] === id) node.config['defaultButtonId'] = ''
  }
}

function liftInside(screen: Screen, { widget, inside }: WidgetBranch): void {
  const { parentId } = widget
  const place = siblingsAt(screen, parentId).findIndex(({ id }) => id === widget.id)
  for (const [offset, { widget: lifted }] of inside.entries()) {
    lifted.order = orderAt(siblingsAt(screen, parentId), place + 1 + offset)
    lifted.parentId = parentId
  }
}

const idsIn = ({ widget, inside }: WidgetBranch): string[] => [widget.id, ...inside.flatMap(idsIn)]

/** A widget with everything inside of it, to be pasted on a screen; the first is the outermost. */
export type WidgetClip = readonly Widget[]

/** Copies a widget with everything inside of it; null when it is not on the screen. */
export function copyWidget(screen: Screen, widgetId: string): WidgetClip | null {
  const branch = pathTo(widgetTree(screen), widgetId)?.at(-1)
  const all = (from: WidgetBranch): Widget[] => [from.widget, ...from.inside.flatMap(all)]
  return branch === undefined ? null : cloneJson(all(branch))
}

/**
 * Pastes a copied widget with everything inside of it at a place, all of it under new ids; arrows of its buttons are not
 * copied. Returns the id of the outermost, or null when the node is gone or it cannot stand there.
 */
export function pasteWidget(draft: Project, ref: ScreenRef, { clip, parentId, index }: { readonly clip: WidgetClip } & WidgetPlace, newId: NewId): string | null {
  const [outermost, ...inside] = clip
  if (outermost === undefined) return null
  const ids = new Map(clip.map(({ id }) => [id, newId()]))
  const own = (id: string | null) => ids.get(id ?? '') ?? null
  let pasted: string | null = null
  changeScreen(draft, ref, (screen) => {
    const id = own(outermost.id) ?? ''
    // Tried out beside the screen: what is inside counts for where it can stand.
    const trial: Screen = { widgets: { ...screen.widgets, ...Object.fromEntries(clip.map((widget) => [own(widget.id), { ...widget, id: own(widget.id) ?? '', parentId: own(widget.parentId) }])) } }
    if (placeProblem(trial, { widgetId: id }, parentId) !== null) return
    screen.widgets[id] = { ...cloneJson(outermost), id, parentId, order: orderAt(siblingsAt(screen, parentId), index) }
    for (const widget of inside) {
      const innerId = own(widget.id) ?? ''
      screen.widgets[innerId] = { ...cloneJson(widget), id: innerId, parentId: own(widget.parentId) }
    }
    pasted = id
  })
  return pasted
}

/** Adds an input for each field at the top of a message that has none on this screen yet. Returns how many were added. */
export function addInputsForMessage(draft: Project, ref: ScreenRef, { messageId, parentId = null, index }: { readonly messageId: string } & Partial<WidgetPlace>, newId: NewId): number {
  const screen = screenOfNode(draft.flows[ref.flowId]?.nodes[ref.nodeId])
  const bound = new Set(inOrder(screen.widgets).flatMap((widget) => (widget.kind === 'input' && widget.target?.type === 'messageMember' && widget.target.messageId === messageId ? [widget.target.memberId] : [])))
  const missing = membersIn(draft.messages[messageId]?.members ?? {}, null).filter((member) => member.type === 'field' && !bound.has(member.id))
  let added = 0
  for (const member of missing) {
    if (member.type !== 'field') continue
    const target: ValueTarget = { type: 'messageMember', messageId, memberId: member.id }
    const widget: NewWidget = { kind: 'input', label: member.name, target, required: member.required, placeholder: '', multiline: member.valueType.type === 'richText' }
    if (addWidget(draft, ref, { widget, parentId, index: index === undefined ? undefined : index + added }, newId) !== null) added += 1
  }
  return added
}

/** Gives a table a column for each of these that it does not show yet, by its text. */
export function addTableColumns(draft: Project, { ref, widgetId }: { readonly ref: ScreenRef; readonly widgetId: string }, columns: readonly { readonly title: string; readonly text: string }[], newId: NewId): void {
  changeWidget(draft, ref, widgetId, (widget) => {
    if (widget.kind !== 'table') return
    for (const { title, text } of columns) {
      if (text !== '' && Object.values(widget.columns).some((column) => column.text === text)) continue
      const id = newId()
      widget.columns[id] = { id, order: orderAt(Object.values(widget.columns)), title, text }
    }
  })
}
