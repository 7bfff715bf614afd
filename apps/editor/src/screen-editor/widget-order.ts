import { isContainer, listsAround, mayHold, pathTo, placeProblem, siblingsAt, widgetTree, type Movable, type Screen, type WidgetKind, type WidgetPlace } from '@halley/model'

/** Where something was dropped: beside a widget, or into it. */
export type DropTarget = { readonly id: string; readonly position: 'before' | 'inside' | 'after' }

/** The place that a drop means; null where it cannot stand. */
export function placeOfDrop(screen: Screen, movable: Movable, target: DropTarget): WidgetPlace | null {
  const around = pathTo(widgetTree(screen), target.id)
  if (around === undefined) return null
  const movedId = 'widgetId' in movable ? movable.widgetId : null
  if (target.id === movedId) return null
  const parentId = target.position === 'inside' ? target.id : (around.at(-2)?.widget.id ?? null)
  if (placeProblem(screen, movable, parentId) !== null) return null
  const others = siblingsAt(screen, parentId).filter(({ id }) => id !== movedId)
  if (target.position === 'inside') return { parentId, index: others.length }
  const at = others.findIndex(({ id }) => id === target.id)
  return { parentId, index: target.position === 'after' ? at + 1 : at }
}

/**
 * The place of a widget that is added by a click: into the selected container, or behind the selected widget; further out
 * where it cannot stand there; last when nothing is selected. What is no button goes above the buttons that close its place.
 */
export function placeOfAdded(screen: Screen, selectedId: string | null, kind: WidgetKind): WidgetPlace {
  const around = selectedId === null ? [] : (pathTo(widgetTree(screen), selectedId) ?? [])
  const selected = around.at(-1)?.widget
  if (selected !== undefined && isContainer(selected.kind) && placeProblem(screen, { kind }, selected.id) === null) return { parentId: selected.id, index: aboveButtons(screen, selected.id, kind) }
  for (let at = around.length - 1; at >= 0; at -= 1) {
    const parentId = around[at - 1]?.widget.id ?? null
    if (placeProblem(screen, { kind }, parentId) !== null) continue
    const behind = siblingsAt(screen, parentId).findIndex(({ id }) => id === around[at]?.widget.id) + 1
    return { parentId, index: Math.min(behind, aboveButtons(screen, parentId, kind)) }
  }
  return { parentId: null, index: aboveButtons(screen, null, kind) }
}

function aboveButtons(screen: Screen, parentId: string | null, kind: WidgetKind): number {
  const siblings = siblingsAt(screen, parentId)
  return kind === 'button' ? siblings.length : siblings.findLastIndex((widget) => widget.kind !== 'button') + 1
}

/** Where a widget goes by keyboard: along its siblings, into the container before it, or out of the one around it; null where that is nowhere. */
export function placeByKey(screen: Screen, widgetId: string, key: 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'): WidgetPlace | null {
  const around = pathTo(widgetTree(screen), widgetId)
  if (around === undefined) return null
  const parent = around.at(-2)?.widget ?? null
  const siblings = siblingsAt(screen, parent?.id ?? null)
  const at = siblings.findIndex(({ id }) => id === widgetId)
  const possible = (place: WidgetPlace): WidgetPlace | null => (placeProblem(screen, { widgetId }, place.parentId) === null ? place : null)
  switch (key) {
    case 'ArrowUp': return at > 0 ? { parentId: parent?.id ?? null, index: at - 1 } : null
    case 'ArrowDown': return at < siblings.length - 1 ? { parentId: parent?.id ?? null, index: at + 1 } : null
    case 'ArrowRight': {
      const before = siblings[at - 1]
      return before !== undefined && mayHold(before.kind, siblings[at]?.kind ?? 'text') ? possible({ parentId: before.id }) : null
    }
    case 'ArrowLeft': {
      if (parent === null) return null
      const outer = around.at(-3)?.widget.id ?? null
      return possible({ parentId: outer, index: siblingsAt(screen, outer).findIndex(({ id }) => id === parent.id) + 1 })
    }
  }
}

/** Does a widget stand in the rows of a list? */
export function isInRows(screen: Screen, widgetId: string): boolean {
  return listsAround(screen, widgetId).length > 0
}

/** Will what is put inside of a widget (null is the screen itself) stand in the rows of a list? */
export function holdsRows(screen: Screen, parentId: string | null): boolean {
  const parent = parentId === null ? undefined : screen.widgets[parentId]
  return parent !== undefined && (parent.kind === 'table' || parent.kind === 'repeater' || isInRows(screen, parent.id))
}
