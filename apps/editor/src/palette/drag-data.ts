import { collectionNames, type CollectionName } from '@halley/model'

/** The type under which the palette and the resource pane put what is dragged. */
export const DRAG_TYPE = 'application/x-halley'

/** What can be dropped on the canvas. */
export type DragData = { readonly type: 'nodeKind'; readonly kind: string } | { readonly type: 'resource'; readonly collection: CollectionName; readonly id: string }

/** Puts what is dragged onto the transfer. */
export function writeDragData(transfer: DataTransfer, data: DragData): void {
  transfer.setData(DRAG_TYPE, JSON.stringify(data))
  transfer.effectAllowed = 'copyMove'
}

/** Is something of ours dragged? While dragging, browsers tell the types only. */
export function carriesDragData(transfer: DataTransfer): boolean {
  return transfer.types.includes(DRAG_TYPE)
}

/** Reads what was dropped; null when it is not ours. */
export function readDragData(transfer: DataTransfer): DragData | null {
  try {
    return asDragData(JSON.parse(transfer.getData(DRAG_TYPE)))
  } catch {
    // Something of another program under our type, or nothing: there is nothing to drop.
    return null
  }
}

function asDragData(value: unknown): DragData | null {
  if (typeof value !== 'object' || value === null || !('type' in value)) return null
  if (value.type === 'nodeKind' && 'kind' in value && typeof value.kind === 'string') return { type: 'nodeKind', kind: value.kind }
  if (value.type !== 'resource' || !('id' in value) || typeof value.id !== 'string' || !('collection' in value)) return null
  const collection = collectionNames.find((name) => name === value.collection)
  return collection === undefined ? null : { type: 'resource', collection, id: value.id }
}
