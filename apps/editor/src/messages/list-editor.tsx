import { ClipboardPaste } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button, EmptyState } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { MemberEditor } from './member-editor.tsx'
import './message-editor.css'
import { PasteExampleDialog } from './paste-example-dialog.tsx'
import { ResourceHeading } from './resource-heading.tsx'

/** Edits what a row of a session list has: fields and lists of its own. */
export function ListEditor({ listId }: { readonly listId: string }) {
  const exists = useProject((project) => project.lists[listId] !== undefined)
  const owner = useMemo(() => ({ collection: 'lists' as const, id: listId }), [listId])
  const [isPasting, setIsPasting] = useState(false)
  if (!exists) return <EmptyState title="This list was deleted">Undo brings it back.</EmptyState>
  return (
    <section aria-label="List" className="message-editor">
      <ResourceHeading tree="lists" id={listId} />
      <MemberEditor key={listId} owner={owner} aside={<Button size="small" variant="quiet" icon={<ClipboardPaste size={14} aria-hidden="true" />} onClick={() => setIsPasting(true)}>Paste an example</Button>} />
      {isPasting && <PasteExampleDialog owner={owner} onClose={() => setIsPasting(false)} />}
    </section>
  )
}
