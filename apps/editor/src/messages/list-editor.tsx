import { ClipboardPaste } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button, EmptyState, Tabs } from '../kit/index.ts'
import { RowsBrowser } from '../list-rows/rows-browser.tsx'
import { LookOnly } from '../shell/look-only.tsx'
import { useProject } from '../stores/project-store.ts'
import { MemberEditor } from './member-editor.tsx'
import './message-editor.css'
import { PasteExampleDialog } from './paste-example-dialog.tsx'
import { ResourceHeading } from './resource-heading.tsx'

/** Edits what a row of a list has; of a stored list also the rows that there are. */
export function ListEditor({ listId }: { readonly listId: string }) {
  const list = useProject((project) => project.lists[listId])
  const owner = useMemo(() => ({ collection: 'lists' as const, id: listId }), [listId])
  const [tab, setTab] = useState<'fields' | 'rows'>('fields')
  const [isPasting, setIsPasting] = useState(false)
  if (list === undefined) return <EmptyState title="This list was deleted">Undo brings it back.</EmptyState>
  const fields = <LookOnly><MemberEditor key={listId} owner={owner} aside={<Button size="small" variant="quiet" icon={<ClipboardPaste size={14} aria-hidden="true" />} onClick={() => setIsPasting(true)}>Paste an example</Button>} /></LookOnly>
  return (
    <section aria-label="List" className="message-editor">
      <LookOnly><ResourceHeading tree="lists" id={listId} /></LookOnly>
      {list.storage === 'session' ? fields : (
        <Tabs label="Stored list" value={tab} onChange={setTab} items={[{ id: 'fields', label: 'Fields', content: fields }, { id: 'rows', label: 'Rows', content: <RowsBrowser key={listId} list={list} /> }]} />
      )}
      {isPasting && <PasteExampleDialog owner={owner} onClose={() => setIsPasting(false)} />}
    </section>
  )
}
