import { inOrder, type Folder } from '@halley/model'
import { useState } from 'react'
import { Button, Dialog, Field, Select } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { moveItem } from './resource-actions.ts'
import { closeResourceDialog } from './resource-pane-store.ts'
import { isInFolder, treeWords, type ResourceItem } from './resource-trees.ts'

/** Chooses the folder an item goes to; what dragging does, by keyboard. */
export function MoveDialog({ item }: { readonly item: ResourceItem }) {
  const folders = useProject((project) => project.folders)
  const [folderId, setFolderId] = useState(item.parentId ?? '')
  const choices = inOrder(folders).filter((folder) => folder.tree === item.tree && !(item.type === 'folder' && isInFolder(folders, folder.id, item.id)))
  const move = () => {
    closeResourceDialog()
    if ((folderId === '' ? null : folderId) !== item.parentId) moveItem(item, folderId === '' ? null : folderId)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && closeResourceDialog()}
      title={`Move ${item.name}`}
      width="narrow"
      actions={
        <>
          <Button onClick={closeResourceDialog}>Cancel</Button>
          <Button variant="primary" onClick={move}>Move</Button>
        </>
      }
    >
      <Field label="Folder" help={choices.length === 0 ? 'There are no other folders yet: New folder makes one.' : undefined}>
        <Select value={folderId} onChange={setFolderId} options={[{ value: '', label: treeWords[item.tree].root }, ...choices.map((folder) => ({ value: folder.id, label: pathOf(folders, folder) }))]} />
      </Field>
    </Dialog>
  )
}

function pathOf(folders: Readonly<Record<string, Folder>>, folder: Folder): string {
  const names = [folder.name]
  const seen = new Set([folder.id])
  for (let parentId = folder.parentId; parentId !== null && !seen.has(parentId); parentId = folders[parentId]?.parentId ?? null) {
    seen.add(parentId)
    names.unshift(folders[parentId]?.name ?? '')
  }
  return names.join(' › ')
}
