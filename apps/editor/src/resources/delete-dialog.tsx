import { collectionOf } from '@halley/model'
import { useMemo } from 'react'
import { Button, Dialog } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { deleteItem } from './resource-actions.ts'
import { closeResourceDialog } from './resource-pane-store.ts'
import { treeWords, type ResourceItem } from './resource-trees.ts'
import { UsageList } from './usage-list.tsx'
import { usagesOf } from './usages.ts'

/** Asks before something is deleted, and shows first what uses it. One Undo brings all of it back. */
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
      ) : usages.length === 0 ? (
        <p className="text-sm text-ink-soft">Nothing uses it. Undo brings it back.</p>
      ) : (
        <>
          <p className="mb-2 text-sm text-ink-soft">
            {usages.length === 1 ? 'One place uses it and will be a problem' : `${usages.length} places use it and will be problems`} until you choose something else there. Undo brings everything back.
          </p>
          <UsageList label={`What uses ${item.name}`} usages={usages} onJump={closeResourceDialog} />
        </>
      )}
    </Dialog>
  )
}
