import { collectionOf } from '@halley/model'
import { useMemo } from 'react'
import { WhatBreaks } from '../breaking/what-breaks.tsx'
import { Button, Dialog } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { deleteItem, deletionOf } from './resource-actions.ts'
import { closeResourceDialog } from './resource-pane-store.ts'
import { treeWords, type ResourceItem } from './resource-trees.ts'
import { usagesOf } from './usages.ts'

/** Asks before something is deleted, and shows first what will be a problem and what uses it. One Undo brings all of it back. */
export function DeleteDialog({ item }: { readonly item: ResourceItem }) {
  const project = useProject((current) => current)
  const usages = useMemo(() => (item.type === 'folder' ? [] : usagesOf(project, { collection: collectionOf(item.tree), id: item.id })), [project, item])
  const what = item.type === 'folder' ? 'folder' : treeWords[item.tree].one
  const remove = () => {
    closeResourceDialog()
    deleteItem(item)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && closeResourceDialog()}
      title={`Delete the ${what} ${item.name}?`}
      width={usages.length === 0 ? 'narrow' : 'normal'}
      actions={
        <>
          {/* Where something would break, Enter must not be enough. */}
          <Button onClick={closeResourceDialog} autoFocus={usages.length > 0}>Cancel</Button>
          <Button variant="danger" onClick={remove} autoFocus={usages.length === 0}>Delete</Button>
        </>
      }
    >
      {item.type === 'folder' ? (
        <p className="text-sm text-ink-soft">What is in it moves to where the folder is. Undo brings the folder back.</p>
      ) : (
        <WhatBreaks usages={usages} recipe={deletionOf(item)} label={`What uses ${item.name}`} onJump={closeResourceDialog} />
      )}
    </Dialog>
  )
}
