import { createConnection, createFlow, createFolder, createMessage, emptyProject } from '@halley/model'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../stores/new-id.ts'
import { projectStore } from '../stores/project-store.ts'
import { emptyView, jumpTo, select, viewStore } from '../stores/view-store.ts'
import { revealOnJump } from './resource-actions.ts'
import { isRowExpanded, resourcePaneStore, setRowExpanded } from './resource-pane-store.ts'

const project = emptyProject({ id: 'desk', name: 'Desk', technicalName: 'desk' })
const outer = createFolder(project, { tree: 'connections', name: 'Outside', parentId: null }, newId)
const inner = createFolder(project, { tree: 'connections', name: 'Mail', parentId: outer }, newId)
const server = createConnection(project, { name: 'Mail server', type: 'smtp', folderId: inner }, newId)
const endpoint = createFlow(project, { name: 'Orders', type: 'endpoint' }, newId)
const ticket = createMessage(project, { name: 'Ticket' }, newId)

describe('a resource that is jumped to', () => {
  let stop: () => void
  beforeEach(() => {
    projectStore.setState({ project })
    viewStore.setState(emptyView)
    stop = revealOnJump()
  })
  afterEach(() => stop())

  it('is brought into view, with all that holds it opened, and has the tab stop', () => {
    setRowExpanded('root:connections', false)
    resourcePaneStore.setState({ search: 'tick' })
    jumpTo({ type: 'resource', collection: 'connections', id: server })
    const pane = resourcePaneStore.getState()
    expect(viewStore.getState().resourceTab).toBe('comet')
    expect([`root:connections`, `folder:${outer}`, `folder:${inner}`].map((row) => isRowExpanded(pane, row))).toEqual([true, true, true])
    expect([pane.reveal?.row, pane.activeRow, pane.search]).toEqual([`connections:${server}`, `connections:${server}`, ''])
  })

  it('is brought into view again when it is jumped to again', () => {
    jumpTo({ type: 'resource', collection: 'connections', id: server })
    const before = resourcePaneStore.getState().reveal
    jumpTo({ type: 'resource', collection: 'connections', id: server })
    expect(resourcePaneStore.getState().reveal?.row).toBe(before?.row)
    expect(resourcePaneStore.getState().reveal?.request).not.toBe(before?.request)
  })

  it('is shown in the tab in which it stands, also when it is an endpoint', () => {
    jumpTo({ type: 'resource', collection: 'flows', id: endpoint })
    expect(viewStore.getState().resourceTab).toBe('comet')
  })

  it('is brought into view when it is only selected elsewhere; the row of the arrows and the search stay', () => {
    resourcePaneStore.setState({ activeRow: `connections:${server}`, search: 'tick' })
    select({ type: 'resource', collection: 'messages', id: ticket })
    expect(resourcePaneStore.getState()).toMatchObject({ reveal: { row: `messages:${ticket}` }, activeRow: `connections:${server}`, search: 'tick' })
  })

  it('is in view when the pane was closed meanwhile', () => {
    stop()
    select({ type: 'resource', collection: 'messages', id: ticket })
    stop = revealOnJump()
    expect(resourcePaneStore.getState().reveal?.row).toBe(`messages:${ticket}`)
  })
})
