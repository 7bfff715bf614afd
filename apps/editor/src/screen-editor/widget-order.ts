/** The place of a widget among the others when it is dropped before or behind one of them. */
export function indexAfterDrop(widgets: readonly { readonly id: string }[], draggedId: string, target: { readonly id: string; readonly isAfter: boolean }): number {
  const others = widgets.filter((widget) => widget.id !== draggedId)
  const at = others.findIndex((widget) => widget.id === target.id)
  return target.isAfter ? at + 1 : at
}
