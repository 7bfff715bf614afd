import { beforeEach, describe, expect, it } from 'vitest'
import { closeTab, emptyView, jumpTo, openTab, select, selectFresh, showTab, viewStore, type CentreTab } from './view-store.ts'

const flow = (flowId: string): CentreTab => ({ type: 'flow', flowId })
const message: CentreTab = { type: 'message', messageId: 'ticket' }

beforeEach(() => viewStore.setState(emptyView, true))

describe('the tabs of the centre', () => {
  it('a tab that is open already is shown, not opened twice', () => {
    openTab(flow('report'))
    openTab(message)
    openTab(flow('report'))
    expect(viewStore.getState().tabs).toEqual([flow('report'), message])
    expect(viewStore.getState().activeTab).toEqual(flow('report'))
  })

  it('a new tab opens beside the shown one', () => {
    for (const id of ['a', 'b']) openTab(flow(id))
    openTab(flow('a'))
    openTab(message)
    expect(viewStore.getState().tabs).toEqual([flow('a'), message, flow('b')])
  })

  it('showing a tab selects what it shows, in its own tree', () => {
    showTab(message)
    expect(viewStore.getState()).toMatchObject({ resourceTab: 'comet', selection: { type: 'resource', collection: 'messages', id: 'ticket' } })
    showTab({ type: 'choice', choiceId: 'priority' })
    expect(viewStore.getState()).toMatchObject({ activeTab: { type: 'choice' }, resourceTab: 'data', selection: { collection: 'choices', id: 'priority' } })
  })

  it('going back to a flowchart keeps the nodes that are selected there', () => {
    const nodes = { type: 'nodes', flowId: 'report', nodeIds: ['send'], edgeIds: [] } as const
    select(nodes)
    showTab({ type: 'screen', flowId: 'report', nodeId: 'send' })
    showTab(flow('report'))
    expect(viewStore.getState().selection).toEqual(nodes)
    showTab(flow('other'))
    expect(viewStore.getState().selection).toEqual({ type: 'resource', collection: 'flows', id: 'other' })
  })

  it('closing the shown tab shows its right neighbour, then its left one, then nothing', () => {
    for (const id of ['a', 'b', 'c']) openTab(flow(id))
    openTab(flow('b'))
    closeTab(flow('b'))
    expect(viewStore.getState().activeTab).toEqual(flow('c'))
    closeTab(flow('c'))
    expect(viewStore.getState().activeTab).toEqual(flow('a'))
    closeTab(flow('a'))
    expect(viewStore.getState().activeTab).toBeNull()
  })

  it('closing another tab leaves the shown one', () => {
    for (const id of ['a', 'b']) openTab(flow(id))
    closeTab(flow('a'))
    expect(viewStore.getState().activeTab).toEqual(flow('b'))
  })
})

describe('jumping to a place', () => {
  it('a node: opens its flowchart, selects it, and asks for the focus', () => {
    const place = { type: 'node', flowId: 'report', nodeId: 'send', path: ['key'] } as const
    jumpTo(place)
    const { activeTab, selection, focusRequest } = viewStore.getState()
    expect(activeTab).toEqual(flow('report'))
    expect(selection).toEqual({ type: 'nodes', flowId: 'report', nodeIds: ['send'], edgeIds: [] })
    expect(focusRequest?.place).toBe(place)
  })

  it('a widget of a screen: opens the screen on top of its flowchart', () => {
    jumpTo({ type: 'node', flowId: 'report', nodeId: 'ask', path: ['screen', 'widgets', 'w1', 'text'] })
    expect(viewStore.getState().activeTab).toEqual({ type: 'screen', flowId: 'report', nodeId: 'ask' })
  })

  it('a resource without an editor of its own: turns the resource pane to it and leaves the tabs', () => {
    openTab(message)
    jumpTo({ type: 'resource', collection: 'fields', id: 'subject' })
    expect(viewStore.getState()).toMatchObject({ activeTab: message, resourceTab: 'data', selection: { type: 'resource', collection: 'fields', id: 'subject' } })
  })

  it('asking for the same place again is a new request', () => {
    jumpTo({ type: 'project' })
    const first = viewStore.getState().focusRequest?.id
    jumpTo({ type: 'project' })
    expect(viewStore.getState().focusRequest?.id).not.toBe(first)
  })
})

describe('a node that was just added', () => {
  const nodes = (...nodeIds: string[]) => ({ type: 'nodes', flowId: 'report', nodeIds, edgeIds: [] }) as const

  it('is fresh while it stays selected, and no longer when it is come back to', () => {
    selectFresh('report', 'send')
    select(nodes('send'))
    expect(viewStore.getState().freshNodeId).toBe('send')
    select(nodes('other'))
    select(nodes('send'))
    expect(viewStore.getState().freshNodeId).toBeNull()
  })

  it('is not fresh any more when one of its problems is gone to', () => {
    selectFresh('report', 'send')
    jumpTo({ type: 'node', flowId: 'report', nodeId: 'send', path: ['channelId'] })
    expect(viewStore.getState().freshNodeId).toBeNull()
  })
})
