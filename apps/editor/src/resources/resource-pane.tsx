import { collectionOf } from '@halley/model'
import { AtSign, FolderPlus, Mail, Navigation, Plus, Search, User, Workflow, X } from 'lucide-react'
import { useEffect, type ReactNode } from 'react'
import { IconButton, Menu, Tabs, TextInput } from '../kit/index.ts'
import { useMayChange } from '../stores/project-store.ts'
import { useView, showResourceTab } from '../stores/view-store.ts'
import { createFolderIn, revealOnJump } from './resource-actions.ts'
import { ResourceDialogs } from './resource-dialogs.tsx'
import { newEntries } from './resource-menu.ts'
import { ResourceIcon } from './resource-icon.tsx'
import { resourcePaneStore, useResourcePane } from './resource-pane-store.ts'
import { ResourceTree } from './resource-tree.tsx'
import { resourceTabs, treeWords, type ResourceTab } from './resource-trees.ts'

const tabIcons: Readonly<Record<ResourceTab, ReactNode>> = { flows: <Workflow />, comet: <Mail />, data: <AtSign />, navigation: <Navigation />, personas: <User /> }

/** The tree of everything in the project: a tab for each sort, folders, search, menus, and all of it by keyboard. */
export function ResourcePane() {
  const tab = useView((view) => view.resourceTab)
  const mayChange = useMayChange()
  useEffect(() => revealOnJump(), [])
  const trees = resourceTabs.find((candidate) => candidate.id === tab)?.trees ?? []
  const [onlyTree] = trees
  return (
    <section data-testid="resource-pane" aria-label="Resources" className="flex h-full min-h-0 flex-col">
      <Tabs
        label="Resources"
        value={tab}
        onChange={showResourceTab}
        iconsOnly
        aside={
          <>
            {onlyTree !== undefined && mayChange && (
              <Menu
                align="end"
                trigger={<IconButton size="small" label="New…" icon={<Plus />} />}
                entries={[
                  ...trees.flatMap((tree) => newEntries(tree, null).map((entry) => ({ ...entry, id: `${tree}-${entry.id}`, icon: <ResourceIcon tree={collectionOf(tree)} flowType={tree === 'endpoints' ? 'endpoint' : entry.id === 'new-action' ? 'action' : null} /> }))),
                  { type: 'separator', id: 'before-folder' },
                  ...trees.map((tree) => ({ type: 'item' as const, id: `${tree}-folder`, label: trees.length === 1 ? 'New folder' : `New folder in ${treeWords[tree].root}`, icon: <FolderPlus />, onSelect: () => createFolderIn(tree, null) })),
                ]}
              />
            )}
          </>
        }
        items={resourceTabs.map((item) => ({
          id: item.id,
          label: item.label,
          icon: tabIcons[item.id],
          content: (
            <>
              <SearchNames />
              {/* A tab with one tree is named by the root of it. */}
              {item.trees.length > 1 ? <h2 className="shrink-0 px-3 pt-1.5 text-xs text-ink-soft">{item.label}</h2> : null}
              <ResourceTree label={item.label} trees={item.trees} />
            </>
          ),
        }))}
      />
      <ResourceDialogs />
    </section>
  )
}

/** Stays in sight over the tree that it filters. */
function SearchNames() {
  const search = useResourcePane((state) => state.search)
  return (
    <div className="sticky top-0 z-10 flex items-center gap-1 border-b border-line bg-pane px-2 py-0.5">
      <Search size={14} aria-hidden="true" className="shrink-0 text-ink-faint" />
      <TextInput
        type="search"
        aria-label="Search resources"
        placeholder="Search names"
        value={search}
        onChange={(text) => resourcePaneStore.setState({ search: text })}
        onKeyDown={(event) => event.key === 'Escape' && resourcePaneStore.setState({ search: '' })}
        className="h-6! border-transparent! bg-transparent! px-1!"
      />
      {search === '' ? null : <IconButton size="small" label="Clear search" icon={<X />} onClick={() => resourcePaneStore.setState({ search: '' })} />}
    </div>
  )
}
