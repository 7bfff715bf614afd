/** The arrow at a place of the window; null when there is none, or a node other than the given one lies over it. */
export function edgeUnder(clientX: number, clientY: number, exceptNodeId?: string): { readonly id: string; readonly element: Element } | null {
  for (const element of document.elementsFromPoint(clientX, clientY)) {
    const node = element.closest('.react-flow__node')
    if (node !== null && node.getAttribute('data-id') !== exceptNodeId) return null
    const edge = element.closest('.react-flow__edge')
    const id = edge?.getAttribute('data-id')
    if (edge !== null && id !== null && id !== undefined) return { id, element: edge }
  }
  return null
}

/** Lights one arrow at a time as the place where something would be dropped. */
export function createDropMark() {
  let marked: Element | null = null
  return {
    show(element: Element | null): void {
      if (element === marked) return
      marked?.classList.remove('drop-here')
      marked = element
      marked?.classList.add('drop-here')
    },
  }
}
