import { LIMITS } from './limits.ts'
import type { Screen, Widget, WidgetKind } from './screen.ts'
import { mayHold, widgetTree, type WidgetBranch } from './screen-tree.ts'

/** A place on a screen: inside of a widget (null is the top), at an index among what is there (at the end when left out). */
export type WidgetPlace = { readonly parentId: string | null; readonly index?: number | undefined }

/** What is to stand somewhere: a new widget by its kind, or one of the screen with everything inside of it. */
export type Movable = { readonly kind: WidgetKind } | { readonly widgetId: string }

/**
 * Why something cannot stand inside of a widget, for people; null when it can. Buttons alone stand in a table, inputs in no
 * list, nothing inside of itself, and nothing too deep.
 */
export function placeProblem(screen: Screen, movable: Movable, parentId: string | null): string | null {
  const tree = widgetTree(screen)
  const moved = 'widgetId' in movable ? pathTo(tree, movable.widgetId)?.at(-1) : undefined
  if ('widgetId' in movable && moved === undefined) return 'It is not on the screen any more.'
  if (parentId === null) return null
  const around = pathTo(tree, parentId)
  const parent = around?.at(-1)
  if (around === undefined || parent === undefined) return 'What it was to stand in is not on the screen any more.'
  if ('widgetId' in movable && around.some(({ widget }) => widget.id === movable.widgetId)) return 'Nothing stands inside of itself.'
  const kind = 'kind' in movable ? movable.kind : (moved?.widget.kind ?? 'text')
  if (!mayHold(parent.widget.kind, kind)) return parent.widget.kind === 'table' ? 'A table holds buttons only; they stand in each of its rows.' : 'Nothing can stand inside of this.'
  const kinds = moved === undefined ? [kind] : kindsIn(moved)
  if (kinds.includes('input') && around.some(({ widget }) => widget.kind === 'repeater' || widget.kind === 'table')) return 'Inputs stand outside of lists: all rows would fill in the same.'
  if (around.length + (moved === undefined ? 1 : heightOf(moved)) > LIMITS.widgetLevels) return `Widgets nest ${LIMITS.widgetLevels} levels deep at most.`
  return null
}

/** The widgets around one, from the outside in, itself the last; undefined when it is not on the screen. */
export function pathTo(branches: readonly WidgetBranch[], widgetId: string): readonly WidgetBranch[] | undefined {
  for (const branch of branches) {
    if (branch.widget.id === widgetId) return [branch]
    const inside = pathTo(branch.inside, widgetId)
    if (inside !== undefined) return [branch, ...inside]
  }
  return undefined
}

/** What stands in a place now, in its order. */
export function siblingsAt(screen: Screen, parentId: string | null): Widget[] {
  const tree = widgetTree(screen)
  const branches = parentId === null ? tree : (pathTo(tree, parentId)?.at(-1)?.inside ?? [])
  return branches.map(({ widget }) => widget)
}

function kindsIn({ widget, inside }: WidgetBranch): WidgetKind[] {
  return [widget.kind, ...inside.flatMap(kindsIn)]
}

function heightOf({ inside }: WidgetBranch): number {
  return 1 + Math.max(0, ...inside.map(heightOf))
}
