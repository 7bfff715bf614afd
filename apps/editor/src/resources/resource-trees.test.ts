import { emptyProject, type Project } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { isInFolder, itemMatches, keepUnchanged, resourceEntries, resourceItems } from './resource-trees.ts'
import { filterEntries, layRows } from './tree-movement.ts'

const base = { folderId: null, technicalNameSetByHand: false, description: '' }

function helpdesk(): Project {
  const project = emptyProject({ id: 'helpdesk', name: 'Helpdesk', technicalName: 'helpdesk' })
  project.folders = { archive: { id: 'archive', tree: 'messages', parentId: null, order: 'a1', name: 'Archive' } }
  project.messages = {
    ticket: { ...base, id: 'ticket', order: 'a0', name: 'Ticket', technicalName: 'Ticket', members: {}, hue: 3 },
    reply: { ...base, id: 'reply', folderId: 'archive', order: 'a0', name: 'Old reply', technicalName: 'Reply', members: {}, hue: 4 },
    lost: { ...base, id: 'lost', folderId: 'gone', order: 'a2', name: 'Lost', technicalName: 'Lost', members: {}, hue: 5 },
  }
  return project
}

const itemsOf = (project: Project) => resourceItems(project, ['messages', 'channels'], () => '')

describe('the trees of the resource pane', () => {
  it('show a root for each tree, folders first, and closed folders closed', () => {
    const entries = resourceEntries(itemsOf(helpdesk()), ['messages', 'channels'])
    const rows = layRows(entries, (id) => id.startsWith('root:'))
    expect(rows.map((row) => [row.level, row.label, row.expanded])).toEqual([
      [1, 'Comet messages', true], [2, 'Archive', false], [2, 'Ticket', null], [2, 'Lost', null], [1, 'Channels', true],
    ])
  })

  it('show at the top what lies in a folder that is gone', () => {
    const rows = layRows(resourceEntries(itemsOf(helpdesk()), ['messages']), () => true)
    expect(rows.find((row) => row.label === 'Lost')?.level).toBe(2)
  })

  it('find by Name and by technical name, with the folders that lead there', () => {
    const entries = resourceEntries(itemsOf(helpdesk()), ['messages'])
    const found = layRows(filterEntries(entries, (entry) => itemMatches(entry.subject, 'REPLY')), () => true)
    expect(found.map((row) => row.label)).toEqual(['Comet messages', 'Archive', 'Old reply'])
  })

  it('keep their items when something changes that they do not show', () => {
    const before = itemsOf(helpdesk())
    const described = helpdesk()
    described.messages.ticket = { ...base, id: 'ticket', order: 'a0', name: 'Ticket', technicalName: 'Ticket', members: {}, hue: 3, description: 'Something new' }
    expect(keepUnchanged(before, itemsOf(described))).toBe(before)
  })

  it('never lay out a circle of folders twice', () => {
    const project = helpdesk()
    project.folders = { one: { id: 'one', tree: 'messages', parentId: 'two', order: 'a0', name: 'One' }, two: { id: 'two', tree: 'messages', parentId: 'one', order: 'a1', name: 'Two' } }
    expect(layRows(resourceEntries(itemsOf(project), ['messages']), () => true).length).toBeLessThan(6)
    expect(isInFolder(project.folders, 'one', 'two')).toBe(true)
    expect(isInFolder(project.folders, 'one', 'elsewhere')).toBe(false)
  })
})
