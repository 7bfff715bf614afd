import { describe, expect, it } from 'vitest'
import { DRAG_TYPE, readDragData, type DragData } from './drag-data.ts'

// The part of a browser's DataTransfer that a drop reads.
const dropped = (text: string) => readDragData({ getData: (type: string) => (type === DRAG_TYPE ? text : '') } as DataTransfer)

describe('what is dropped on the canvas', () => {
  it('is read back as it was dragged: a kind, a resource, a field of a message', () => {
    const all: DragData[] = [{ type: 'nodeKind', kind: 'loop' }, { type: 'resource', collection: 'fields', id: 'f' }, { type: 'member', collection: 'messages', id: 'm', memberId: 's' }]
    for (const data of all) expect(dropped(JSON.stringify(data))).toStrictEqual(data)
  })

  it('is nothing when it is not ours', () => {
    for (const text of ['', 'x', '{}', '{"type":"member","collection":"flows","id":"f","memberId":"s"}', '{"type":"member","collection":"messages","id":"m"}']) expect(dropped(text)).toBeNull()
  })
})
