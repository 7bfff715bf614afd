/** The place of a widget among the others when it is dropped before or behind one of them. */
export function indexAfterDrop(widgets: readonly { readonly id: string }[], draggedId: string, target: { readonly id: string; readonly isAfter: boolean }): number {
  const others = widgets.filter((widget) => widget.id !== draggedId)
  const at = others.findIndex((widget) => widget.id === target.id)
  return target.isAfter ? at + 1 : at
}

/** The place of a widget that is added by a click: behind the selected one, or last; but what is no button goes above the buttons that close the screen. */
export function indexOfAdded(widgets: readonly { readonly id: string; readonly kind: string }[], selectedId: string | null, kind: string): number {
  const selected = widgets.findIndex((widget) => widget.id === selectedId)
  const index = selected === -1 ? widgets.length : selected + 1
  if (kind === 'button') return index
  const closing = widgets.findLastIndex((widget) => widget.kind !== 'button') + 1
  return Math.min(index, closing)
}
