import { collectionNames, type CollectionName, type MemberOwner } from '@halley/model'

/** The type under which the palette and the resource pane put what is dragged. */
export const DRAG_TYPE = 'application/x-halley'

/** What can be dropped on the canvas: a kind, a resource, or a field or list of a message or list. */
export type DragData = { readonly type: 'nodeKind'; readonly kind: string } | ({ readonly type: 'member'; readonly memberId: string } & MemberOwner) | { readonly type: 'resource'; readonly collection: CollectionName; readonly id: string }

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
  if (value.type === 'member') return asMember(value)
  if (value.type !== 'resource' || !('id' in value) || typeof value.id !== 'string' || !('collection' in value)) return null
  const collection = collectionNames.find((name) => name === value.collection)
  return collection === undefined ? null : { type: 'resource', collection, id: value.id }
}

function asMember(value: object): DragData | null {
  if (!('id' in value) || typeof value.id !== 'string' || !('memberId' in value) || typeof value.memberId !== 'string' || !('collection' in value)) return null
  return value.collection === 'messages' || value.collection === 'lists' ? { type: 'member', collection: value.collection, id: value.id, memberId: value.memberId } : null
}
