import type { CollectionName, Place } from '@halley/model'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** What a tab of the centre shows. */
export type CentreTab =
  | { readonly type: 'flow'; readonly flowId: string }
  | { readonly type: 'message'; readonly messageId: string }
  | { readonly type: 'list'; readonly listId: string }
  | { readonly type: 'choice'; readonly choiceId: string }
  | { readonly type: 'rule'; readonly ruleId: string }
  | { readonly type: 'room'; readonly roomId: string }
  | { readonly type: 'screen'; readonly flowId: string; readonly nodeId: string }

/** What the properties pane is about. */
export type Selection =
  | { readonly type: 'none' }
  | { readonly type: 'nodes'; readonly flowId: string; readonly nodeIds: readonly string[]; readonly edgeIds: readonly string[] }
  | { readonly type: 'resource'; readonly collection: CollectionName; readonly id: string }

export type ResourceTab = 'flows' | 'comet' | 'data' | 'navigation' | 'personas'
export type Dock = 'log' | 'notifications' | 'problems' | 'versions'
export type Theme = 'light' | 'dark' | 'system'

/** Asks whoever draws a place to focus it; a new `id` asks again. */
export type FocusRequest = { readonly id: number; readonly place: Place }

/** A node for which the canvas asks what leads to it. */
export type LeadRequest = { readonly flowId: string; readonly nodeId: string }

/** What this tab of the browser looks at; never sent, never undone. */
export type ViewState = {
  readonly tabs: readonly CentreTab[]
  readonly activeTab: CentreTab | null
  readonly selection: Selection
  readonly resourceTab: ResourceTab
  /** The open part of the dock; null when it is closed. */
  readonly dock: Dock | null
  readonly theme: Theme
  readonly focusRequest: FocusRequest | null
  readonly leadRequest: LeadRequest | null
  /** The node that was just added, for as long as it stays selected: what is missing in it is no mistake yet. */
  readonly freshNodeId: string | null
}

export const emptyView: ViewState = {
  tabs: [], activeTab: null, selection: { type: 'none' }, resourceTab: 'flows', dock: 'log', theme: 'system', focusRequest: null, leadRequest: null, freshNodeId: null,
}

export const viewStore: StoreApi<ViewState> = createStore<ViewState>(() => emptyView)

/** Reads a slice of the view. */
export function useView<T>(select: (view: ViewState) => T): T {
  return useStore(viewStore, select)
}

/** As useView, compared one level deep. */
export function useViewShallow<T>(select: (view: ViewState) => T): T {
  return useStore(viewStore, useShallow(select))
}

/** Names what a tab shows; two tabs with one key show the same. */
export function tabKey(tab: CentreTab): string {
  switch (tab.type) {
    case 'flow': return `flow/${tab.flowId}`
    case 'message': return `message/${tab.messageId}`
    case 'list': return `list/${tab.listId}`
    case 'choice': return `choice/${tab.choiceId}`
    case 'rule': return `rule/${tab.ruleId}`
    case 'room': return `room/${tab.roomId}`
    case 'screen': return `screen/${tab.flowId}/${tab.nodeId}`
  }
}

/** Are these the same tab? */
export function isSameTab(left: CentreTab | null, right: CentreTab | null): boolean {
  return left === right || (left !== null && right !== null && tabKey(left) === tabKey(right))
}

/** Shows a tab, opening it after the active one when it is not open yet. */
export function openTab(tab: CentreTab): void {
  viewStore.setState(({ tabs, activeTab }) => {
    const open = tabs.find((candidate) => isSameTab(candidate, tab))
    if (open !== undefined) return isSameTab(activeTab, open) ? {} : { activeTab: open }
    const at = tabs.findIndex((candidate) => isSameTab(candidate, activeTab))
    return { tabs: tabs.toSpliced(at === -1 ? tabs.length : at + 1, 0, tab), activeTab: tab }
  })
}

/** Shows a tab, and makes what it shows the selection: the tree and the properties are about the same. */
export function showTab(tab: CentreTab): void {
  openTab(tab)
  const { selection } = viewStore.getState()
  switch (tab.type) {
    case 'message': return selectInTree('messages', tab.messageId)
    case 'list': return selectInTree('lists', tab.listId)
    case 'choice': return selectInTree('choices', tab.choiceId)
    case 'rule': return selectInTree('rules', tab.ruleId)
    case 'room': return selectInTree('rooms', tab.roomId)
    case 'screen': return select({ type: 'nodes', flowId: tab.flowId, nodeIds: [tab.nodeId], edgeIds: [] })
    // What is selected on its canvas stays; and the tree stays where it is, from which messages are dragged onto it.
    case 'flow': return selection.type === 'nodes' && selection.flowId === tab.flowId ? undefined : select({ type: 'resource', collection: 'flows', id: tab.flowId })
  }
}

function selectInTree(collection: 'messages' | 'lists' | 'choices' | 'rules' | 'rooms', id: string): void {
  showResourceTab(resourceTabOf(collection))
  select({ type: 'resource', collection, id })
}

/** Closes a tab; its right neighbour, else its left one, is shown instead. */
export function closeTab(tab: CentreTab): void {
  viewStore.setState(({ tabs, activeTab }) => {
    const at = tabs.findIndex((candidate) => isSameTab(candidate, tab))
    if (at === -1) return {}
    const rest = tabs.toSpliced(at, 1)
    return { tabs: rest, activeTab: isSameTab(activeTab, tab) ? (rest[at] ?? rest[at - 1] ?? null) : activeTab }
  })
}

/** Says what the properties pane is about. */
export function select(selection: Selection): void {
  viewStore.setState(({ freshNodeId }) => ({ selection, freshNodeId: selection.type === 'nodes' && selection.nodeIds.length === 1 && selection.nodeIds[0] === freshNodeId ? freshNodeId : null }))
}

/** Selects a node that was just added. */
export function selectFresh(flowId: string, nodeId: string): void {
  viewStore.setState({ selection: { type: 'nodes', flowId, nodeIds: [nodeId], edgeIds: [] }, freshNodeId: nodeId })
}

/** Turns the resource pane to a tab. */
export function showResourceTab(resourceTab: ResourceTab): void {
  viewStore.setState({ resourceTab })
}

/** Opens a part of the dock; null closes it. */
export function showDock(dock: Dock | null): void {
  viewStore.setState({ dock })
}

let focusRequests = 0

/** Goes to a place: opens its tab, selects it, and asks its field to take the focus. */
export function jumpTo(place: Place): void {
  if (place.type === 'node') {
    openTab({ type: 'flow', flowId: place.flowId })
    if (place.path?.[0] === 'screen') openTab({ type: 'screen', flowId: place.flowId, nodeId: place.nodeId })
    select({ type: 'nodes', flowId: place.flowId, nodeIds: [place.nodeId], edgeIds: [] })
  } else if (place.type === 'resource') {
    const tab = tabOfResource(place.collection, place.id)
    if (tab !== null) openTab(tab)
    showResourceTab(resourceTabOf(place.collection))
    select({ type: 'resource', collection: place.collection, id: place.id })
  }
  focusRequests += 1
  // Who goes to a problem wants to see it.
  viewStore.setState({ focusRequest: { id: focusRequests, place }, ...(place.type === 'node' && place.path !== undefined && { freshNodeId: null }) })
}

/** Goes to a node and asks, on its canvas, from where an arrow leads to it. */
export function askWhatLeadsTo({ flowId, nodeId }: LeadRequest): void {
  // No jump, which would take the focus from the question.
  openTab({ type: 'flow', flowId })
  select({ type: 'nodes', flowId, nodeIds: [nodeId], edgeIds: [] })
  viewStore.setState({ leadRequest: { flowId, nodeId } })
}

/** The question was answered, or put away. */
export function forgetLeadRequest(): void {
  viewStore.setState({ leadRequest: null })
}

/** The centre tab in which a resource is edited; null for those that only have properties. */
export function tabOfResource(collection: CollectionName, id: string): CentreTab | null {
  switch (collection) {
    case 'flows': return { type: 'flow', flowId: id }
    case 'messages': return { type: 'message', messageId: id }
    case 'lists': return { type: 'list', listId: id }
    case 'choices': return { type: 'choice', choiceId: id }
    case 'rules': return { type: 'rule', ruleId: id }
    case 'rooms': return { type: 'room', roomId: id }
    case 'folders':
    case 'channels':
    case 'fields':
    case 'navigation':
    case 'personas':
    case 'connections': return null
  }
}

/** The tab of the resource pane in which a collection is found. */
export function resourceTabOf(collection: CollectionName): ResourceTab {
  switch (collection) {
    case 'messages':
    case 'connections':
    case 'rules':
    case 'rooms':
    case 'channels': return 'comet'
    case 'fields':
    case 'lists':
    case 'choices': return 'data'
    case 'navigation': return 'navigation'
    case 'personas': return 'personas'
    case 'flows':
    case 'folders': return 'flows'
  }
}
