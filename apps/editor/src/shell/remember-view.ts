import { z } from 'zod'
import { projectStore } from '../stores/project-store.ts'
import { emptyView, isSameTab, viewStore, type CentreTab } from '../stores/view-store.ts'
import type { Project } from '@halley/model'

const tabSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('flow'), flowId: z.string() }),
  z.object({ type: z.literal('message'), messageId: z.string() }),
  z.object({ type: z.literal('list'), listId: z.string() }),
  z.object({ type: z.literal('choice'), choiceId: z.string() }),
  z.object({ type: z.literal('rule'), ruleId: z.string() }),
  z.object({ type: z.literal('room'), roomId: z.string() }),
  z.object({ type: z.literal('screen'), flowId: z.string(), nodeId: z.string() }),
])
const viewSchema = z.object({
  tabs: z.array(tabSchema).max(50),
  activeTab: tabSchema.nullable(),
  resourceTab: z.enum(['flows', 'comet', 'data', 'navigation', 'personas']),
  dock: z.enum(['log', 'notifications', 'problems', 'versions']).nullable(),
})

/** Is what a tab shows still in the project? */
export function isThere(project: Project, tab: CentreTab): boolean {
  switch (tab.type) {
    case 'flow': return project.flows[tab.flowId] !== undefined
    case 'message': return project.messages[tab.messageId] !== undefined
    case 'list': return project.lists[tab.listId] !== undefined
    case 'choice': return project.choices[tab.choiceId] !== undefined
    case 'rule': return project.rules[tab.ruleId] !== undefined
    case 'room': return project.rooms[tab.roomId] !== undefined
    case 'screen': return project.flows[tab.flowId]?.nodes[tab.nodeId] !== undefined
  }
}

/**
 * Puts back how a project was left in this browser, closes tabs whose thing is deleted, and remembers what changes.
 * Called once the project is there; returns what ends it.
 */
export function rememberView(projectId: string): () => void {
  const key = `halley-view/${projectId}`
  viewStore.setState({ ...emptyView, theme: viewStore.getState().theme, ...remembered(key) })
  closeTabsOfDeleted()
  const { tabs } = viewStore.getState()
  if (tabs.length === 0) showHome()
  const offProject = projectStore.subscribe((state, before) => {
    if (state.project !== before.project) closeTabsOfDeleted()
  })
  const offView = viewStore.subscribe(({ tabs: nextTabs, activeTab, resourceTab, dock }) => {
    localStorage.setItem(key, JSON.stringify({ tabs: nextTabs, activeTab, resourceTab, dock }))
  })
  return () => {
    offProject()
    offView()
  }
}

function remembered(key: string): Partial<z.infer<typeof viewSchema>> {
  try {
    const parsed = viewSchema.safeParse(JSON.parse(localStorage.getItem(key) ?? 'null'))
    return parsed.success ? parsed.data : {}
  } catch {
    // Cut off or somebody else's: the project then opens at its Home.
    return {}
  }
}

function showHome(): void {
  const { project } = projectStore.getState()
  const home = project.settings.homeFlowId ?? Object.keys(project.flows)[0]
  if (home === undefined || project.flows[home] === undefined) return
  const tab: CentreTab = { type: 'flow', flowId: home }
  viewStore.setState({ tabs: [tab], activeTab: tab })
}

function closeTabsOfDeleted(): void {
  const { project, phase } = projectStore.getState()
  if (phase !== 'ready') return
  const { tabs, activeTab, selection } = viewStore.getState()
  if (selection.type === 'resource' && project[selection.collection][selection.id] === undefined) viewStore.setState({ selection: { type: 'none' } })
  if (tabs.every((tab) => isThere(project, tab))) return
  const at = tabs.findIndex((tab) => isSameTab(tab, activeTab))
  const left = tabs.filter((tab) => isThere(project, tab))
  // The nearest tab that is still there: to the right first, as when closing by hand.
  const nearest = [...tabs.slice(at), ...tabs.slice(0, Math.max(at, 0)).toReversed()].find((tab) => isThere(project, tab)) ?? null
  viewStore.setState({ tabs: left, activeTab: nearest })
}
