import { describe, expect, it } from 'vitest'
import { dropPlace } from './resource-actions.ts'
import type { ResourceItem } from './resource-trees.ts'

const item = (id: string, parts: Partial<ResourceItem> = {}): ResourceItem => ({
  type: 'resource', tree: 'messages', id, parentId: null, order: 'a0', name: id, technicalName: id, note: '', hue: 0, flowType: null, isHome: false, isOnStart: false, ...parts,
})
const archive = item('archive', { type: 'folder' })
const old = item('old', { type: 'folder', order: 'a1' })
const ticket = item('ticket')
const taken = item('taken', { order: 'a1' })
const reply = item('reply', { parentId: 'archive' })
const items = [archive, old, ticket, taken, reply]

describe('a drop in the resource pane', () => {
  it('reorders among its like', () => {
    expect(dropPlace(items, taken, ticket, 'before')).toEqual({ folderId: null, index: 0 })
    expect(dropPlace(items, ticket, taken, 'after')).toEqual({ folderId: null, index: 1 })
    expect(dropPlace(items, old, archive, 'before')).toEqual({ folderId: null, index: 0 })
  })

  it('refiles into a folder, beside what is in one, and to the top of the tree', () => {
    expect(dropPlace(items, ticket, archive, 'inside')).toEqual({ folderId: 'archive' })
    expect(dropPlace(items, ticket, reply, 'after')).toEqual({ folderId: 'archive', index: 1 })
    expect(dropPlace(items, reply, { type: 'root', tree: 'messages' }, 'inside')).toEqual({ folderId: null })
  })

  it('lands at the border between folders and resources when dropped among the others', () => {
    expect(dropPlace(items, ticket, archive, 'before')).toEqual({ folderId: null, index: 0 })
    expect(dropPlace(items, archive, ticket, 'after')).toEqual({ folderId: null, index: 1 })
  })
})
