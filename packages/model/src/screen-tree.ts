import { inOrder } from './ids.ts'
import { LIMITS } from './limits.ts'
import { containerKinds, type Screen, type Widget, type WidgetKind } from './screen.ts'

/** A widget with those inside of it, in their order. */
export type WidgetBranch = { readonly widget: Widget; readonly inside: readonly WidgetBranch[] }

const containers: ReadonlySet<WidgetKind> = new Set(containerKinds)

/** Can widgets of this kind hold others? */
export function isContainer(kind: WidgetKind): boolean {
  return containers.has(kind)
}

/** May a widget stand inside of another one of this kind? A table holds buttons only. */
export function mayHold(outer: WidgetKind, inner: WidgetKind): boolean {
  return outer === 'table' ? inner === 'button' : isContainer(outer)
}

/**
 * The widgets of a screen as the tree that they are. Nothing is ever lost: what has a parent that is gone or cannot hold it,
 * that hangs in a circle or is nested too deep (LIMITS.widgetLevels) is at the top.
 */
export function widgetTree({ widgets }: Screen): WidgetBranch[] {
  const ordered = inOrder(widgets)
  const childrenOf = new Map<string | null, Widget[]>()
  for (const widget of ordered) {
    const parentId = holderOf(widgets, widget)
    childrenOf.set(parentId, [...(childrenOf.get(parentId) ?? []), widget])
  }
  const placed = new Set<string>()
  const tooDeep: Widget[] = []
  const branch = (widget: Widget, level: number): WidgetBranch[] => {
    if (placed.has(widget.id)) return []
    if (level > LIMITS.widgetLevels) {
      tooDeep.push(widget)
      return []
    }
    placed.add(widget.id)
    return [{ widget, inside: (childrenOf.get(widget.id) ?? []).flatMap((child) => branch(child, level + 1)) }]
  }
  const top = (childrenOf.get(null) ?? []).flatMap((widget) => branch(widget, 1))
  const liftDeep = (): void => {
    for (let widget = tooDeep.shift(); widget !== undefined; widget = tooDeep.shift()) top.push(...branch(widget, 1))
  }
  liftDeep()
  // Only circles are left, and what hangs on them: of each, one widget comes to the top and holds the rest.
  for (const widget of ordered) {
    if (!placed.has(widget.id)) top.push(...branch(inCircleAbove(widgets, widget), 1))
    liftDeep()
  }
  return top
}

/** Every widget of a screen in the order in which it is read. */
export function widgetsAsRead(screen: Screen): Widget[] {
  const flat = (branches: readonly WidgetBranch[]): Widget[] => branches.flatMap(({ widget, inside }) => [widget, ...flat(inside)])
  return flat(widgetTree(screen))
}

/** The buttons by which a person leaves a screen, as they are read; each is an exit of its node, named by the widget's id. */
export function exitButtonsOf(screen: Screen): Extract<Widget, { kind: 'button' }>[] {
  return widgetsAsRead(screen).flatMap((widget) => (widget.kind === 'button' && widget.action.type === 'exit' ? [widget] : []))
}

type ListWidget = Extract<Widget, { kind: 'table' | 'repeater' }>

/** The lists around a widget in whose rows it stands, from the outside in. */
export function listsAround(screen: Screen, widgetId: string): ListWidget[] {
  const find = (branches: readonly WidgetBranch[], around: ListWidget[]): ListWidget[] | undefined => {
    for (const { widget, inside } of branches) {
      if (widget.id === widgetId) return around
      const found = find(inside, widget.kind === 'table' || widget.kind === 'repeater' ? [...around, widget] : around)
      if (found !== undefined) return found
    }
    return undefined
  }
  return find(widgetTree(screen), []) ?? []
}

/** The button that Enter presses, among those that are shown and stand in no row: the chosen one, else the first primary one that leaves the screen. */
export function defaultButtonAmong(buttons: readonly Widget[], chosenId: string | null): string | null {
  const chosen = buttons.find((button) => button.kind === 'button' && button.id === chosenId)
  return chosen?.id ?? buttons.find((button) => button.kind === 'button' && button.tone === 'primary' && button.action.type === 'exit')?.id ?? null
}

/** The first widget that is met twice on the way up. */
function inCircleAbove(widgets: Screen['widgets'], from: Widget): Widget {
  const met = new Set<string>()
  let widget = from
  while (!met.has(widget.id)) {
    met.add(widget.id)
    widget = widgets[holderOf(widgets, widget) ?? ''] ?? widget
  }
  return widget
}

function holderOf(widgets: Screen['widgets'], { parentId, kind }: Widget): string | null {
  const parent = parentId === null || !Object.hasOwn(widgets, parentId) ? undefined : widgets[parentId]
  return parent !== undefined && mayHold(parent.kind, kind) ? parent.id : null
}
