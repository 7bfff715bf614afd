import { collectionOf, type FlowType, type Folder, type Project, type Shelf, type TreeName } from '@halley/model'
import type { TreeEntry } from './tree-movement.ts'

/** The tabs of the resource pane and the trees that each shows. */
export type ResourceTab = 'flows' | 'comet' | 'data' | 'navigation' | 'personas'
export const resourceTabs: readonly { readonly id: ResourceTab; readonly label: string; readonly trees: readonly Shelf[] }[] = [
  { id: 'flows', label: 'Flowcharts', trees: ['flows'] },
  { id: 'comet', label: 'Webservices and comet', trees: ['messages', 'channels', 'rooms', 'endpoints', 'rules', 'connections'] },
  { id: 'data', label: 'Data model', trees: ['fields', 'lists', 'storedLists', 'choices'] },
  { id: 'navigation', label: 'Navigation', trees: ['navigation'] },
  { id: 'personas', label: 'Personas', trees: ['personas'] },
]

/** What each tree is called at its root, and one thing of it in a sentence. */
export const treeWords: Readonly<Record<Shelf, { readonly root: string; readonly one: string; readonly empty: string }>> = {
  flows: { root: 'Flowcharts', one: 'flowchart', empty: 'No flowcharts yet. A flowchart says what happens, step by step.' },
  messages: { root: 'Comet messages', one: 'message', empty: 'No messages yet. A message says what travels from one client to others.' },
  channels: { root: 'Channels', one: 'channel', empty: 'No channels yet. Messages travel on a channel.' },
  fields: { root: 'Fields', one: 'field', empty: 'No fields yet. A field is a value of the running session.' },
  lists: { root: 'Session lists', one: 'session list', empty: 'No lists yet. A session list holds rows while the session lives.' },
  storedLists: { root: 'Stored lists', one: 'stored list', empty: 'No stored lists yet. A stored list keeps rows in the database, for everybody who uses the app.' },
  choices: { root: 'Choices', one: 'choice', empty: 'No choices yet. A choice is a named set of values, such as Low, Normal, High.' },
  navigation: { root: 'Navigation', one: 'navigation item', empty: 'No navigation yet. An item is a place that people can go to.' },
  personas: { root: 'Personas', one: 'persona', empty: 'No personas yet. A persona is somebody the preview can act as.' },
  endpoints: { root: 'HTTP endpoints', one: 'HTTP endpoint', empty: 'No endpoints yet. An endpoint is a flow that answers an HTTP request, once or with a stream of events.' },
  connections: { root: 'Connections', one: 'connection', empty: 'No connections yet. A connection is a service outside, with its address and its secret.' },
  rules: { root: 'Notification rules', one: 'notification rule', empty: 'No notification rules yet. A rule says which messages notify whom, also when nobody looks.' },
  rooms: { root: 'Rooms', one: 'room', empty: 'No rooms yet. A room is a conversation that lasts, with people and agents.' },
}

/** The root under which a resource of a collection stands. */
export function shelfOf(project: Pick<Project, 'flows' | 'lists'>, tree: TreeName, id: string): Shelf {
  if (tree === 'flows' && project.flows[id]?.type === 'endpoint') return 'endpoints'
  return tree === 'lists' && project.lists[id]?.storage === 'stored' ? 'storedLists' : tree
}

/** What the tree shows of one resource or folder; small, so that only a change of these redraws a row. */
export type ResourceItem = {
  readonly type: 'folder' | 'resource'
  readonly tree: Shelf
  readonly id: string
  readonly parentId: string | null
  readonly order: string
  readonly name: string
  readonly technicalName: string
  /** What is said quietly behind the name: a channel's key, a field's type. */
  readonly note: string
  readonly hue: number | null
  readonly flowType: FlowType | null
  readonly isHome: boolean
  readonly isOnStart: boolean
}

/** What a row of the pane stands for. */
export type ResourceSubject = { readonly type: 'root'; readonly tree: Shelf } | ResourceItem

export function rootRowId(tree: Shelf): string {
  return `root:${tree}`
}

/** The row of a resource or folder; ids of different trees never meet. */
export function rowId(item: Pick<ResourceItem, 'type' | 'tree' | 'id'>): string {
  return item.type === 'folder' ? `folder:${item.id}` : `${collectionOf(item.tree)}:${item.id}`
}

export function rowIdOf(subject: ResourceSubject): string {
  return subject.type === 'root' ? rootRowId(subject.tree) : rowId(subject)
}

/** Reads from the project what the given trees show. */
export function resourceItems(project: Project, trees: readonly Shelf[], noteOf: (project: Project, tree: TreeName, id: string) => string): ResourceItem[] {
  return trees.flatMap((tree) => [
    ...Object.values(project.folders).filter((folder) => folder.tree === tree).map(folderItem),
    ...Object.values(project[collectionOf(tree)]).filter((resource) => shelfOf(project, collectionOf(tree), resource.id) === tree).map((resource): ResourceItem => ({
      type: 'resource',
      tree,
      id: resource.id,
      parentId: resource.folderId,
      order: resource.order,
      name: resource.name,
      technicalName: resource.technicalName,
      note: noteOf(project, collectionOf(tree), resource.id),
      hue: tree === 'messages' ? (project.messages[resource.id]?.hue ?? null) : null,
      flowType: collectionOf(tree) === 'flows' ? (project.flows[resource.id]?.type ?? null) : null,
      isHome: tree === 'flows' && project.settings.homeFlowId === resource.id,
      isOnStart: tree === 'flows' && project.settings.onApplicationStartFlowId === resource.id,
    })),
  ])
}

function folderItem(folder: Folder): ResourceItem {
  return { type: 'folder', tree: folder.tree, id: folder.id, parentId: folder.parentId, order: folder.order, name: folder.name, technicalName: '', note: '', hue: null, flowType: null, isHome: false, isOnStart: false }
}

/** Keeps the previous list (and its items) where nothing that is shown has changed, so that React has nothing to redraw. */
export function keepUnchanged(previous: readonly ResourceItem[], next: readonly ResourceItem[]): readonly ResourceItem[] {
  const known = new Map(previous.map((item) => [rowId(item), item]))
  const kept = next.map((item) => {
    const old = known.get(rowId(item))
    return old !== undefined && sameItem(old, item) ? old : item
  })
  return kept.length === previous.length && kept.every((item, index) => item === previous[index]) ? previous : kept
}

function sameItem(left: ResourceItem, right: ResourceItem): boolean {
  return (
    left.parentId === right.parentId && left.order === right.order && left.name === right.name && left.technicalName === right.technicalName && left.note === right.note &&
    left.hue === right.hue && left.flowType === right.flowType && left.isHome === right.isHome && left.isOnStart === right.isOnStart
  )
}

/** The trees of a tab: a root each; in it and in every folder the folders come first, then the resources, each in their order. */
export function resourceEntries(items: readonly ResourceItem[], trees: readonly Shelf[]): TreeEntry<ResourceSubject>[] {
  return trees.map((tree) => {
    const own = items.filter((item) => item.tree === tree)
    const folderIds = new Set(own.filter((item) => item.type === 'folder').map((item) => item.id))
    const byParent = new Map<string | null, ResourceItem[]>()
    for (const item of own) {
      // A folder that somebody else has just deleted: what was in it is shown at the top, never lost.
      const parentId = item.parentId !== null && folderIds.has(item.parentId) ? item.parentId : null
      byParent.set(parentId, [...(byParent.get(parentId) ?? []), item])
    }
    const seen = new Set<string>()
    const entriesIn = (parentId: string | null): TreeEntry<ResourceSubject>[] =>
      (byParent.get(parentId) ?? []).toSorted(byOrder).flatMap((item) => {
        if (seen.has(rowId(item))) return []
        seen.add(rowId(item))
        return [{ id: rowId(item), label: item.name, subject: item, children: item.type === 'folder' ? entriesIn(item.id) : null }]
      })
    return { id: rootRowId(tree), label: treeWords[tree].root, subject: { type: 'root', tree }, children: entriesIn(null) }
  })
}

function byOrder(left: ResourceItem, right: ResourceItem): number {
  if (left.type !== right.type) return left.type === 'folder' ? -1 : 1
  return left.order < right.order ? -1 : left.order > right.order ? 1 : left.id < right.id ? -1 : 1
}

/** Does a search text find an item, by its Name or its technical name? */
export function itemMatches(item: ResourceSubject, search: string): boolean {
  if (item.type === 'root') return false
  const wanted = search.trim().toLowerCase()
  return item.name.toLowerCase().includes(wanted) || item.technicalName.toLowerCase().includes(wanted)
}

/** Is `folderId` this folder itself or somewhere in it? A folder cannot be moved there. */
export function isInFolder(folders: Readonly<Record<string, { readonly parentId: string | null }>>, folderId: string | null, ancestorId: string): boolean {
  const seen = new Set<string>()
  for (let at = folderId; at !== null && !seen.has(at); at = folders[at]?.parentId ?? null) {
    if (at === ancestorId) return true
    seen.add(at)
  }
  return false
}
