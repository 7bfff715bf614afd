import { NewResourceDialog } from './new-resource-dialog.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { useResourcePane } from './resource-pane-store.ts'
import { UsagesDialog } from './usages-dialog.tsx'

/** The one dialog of the pane that is open, if any. */
export function ResourceDialogs() {
  const dialog = useResourcePane((state) => state.dialog)
  switch (dialog?.type) {
    case undefined:
      return null
    case 'new':
      return <NewResourceDialog tree={dialog.tree} folderId={dialog.folderId} flowType={dialog.flowType} initialName={dialog.name} />
    case 'delete':
      return <DeleteDialog item={dialog.item} />
    case 'move':
      return <MoveDialog item={dialog.item} />
    case 'usages':
      return <UsagesDialog item={dialog.item} />
  }
}
