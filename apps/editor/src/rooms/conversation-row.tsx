import type { Room } from '@halley/model'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button, Dialog, IconButton, Menu, whenMenuIsGone, type MenuEntry } from '../kit/index.ts'
import { downloadFile } from '../start-page/project-files.ts'
import { useMayChange } from '../stores/project-store.ts'
import { ConversationDialog } from './conversation-dialog.tsx'
import { deleteConversation, exportConversation, type Conversation, type RoomAt } from './conversations-api.ts'

type ConversationRowProps = { readonly room: Room; readonly at: RoomAt; readonly conversation: Conversation; readonly onDeleted: () => void }

/** One conversation: how much was said in it and when, to be read, exported or deleted. */
export function ConversationRow({ room, at, conversation, onDeleted }: ConversationRowProps) {
  const [open, setOpen] = useState<'read' | 'delete' | null>(null)
  const mayChange = useMayChange()
  const { key, messages, people, lastAt } = conversation
  const name = key ?? room.name
  const save = async (format: 'json' | 'csv') => {
    const called = await exportConversation(at, key, format)
    if (called.ok) downloadFile(called.value.name, called.value.content)
    else toast.error('It could not be exported', { description: called.text })
  }
  return (
    <li aria-label={`Conversation ${name}`} className="room-conversation">
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium" title={name}>{name}</p>
        <p className="text-xs text-ink-faint">{count(messages, 'message', 'messages')} · {count(people, 'person', 'people')} · last <time dateTime={lastAt}>{new Date(lastAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}</time></p>
      </div>
      <Button size="small" aria-label={`Read ${name}`} onClick={() => setOpen('read')}>Read</Button>
      <Menu
        align="end"
        trigger={<IconButton label={`More for ${name}`} icon={<Ellipsis />} />}
        entries={[
          { type: 'item', id: 'json', label: 'Export as JSON', onSelect: () => void save('json') },
          { type: 'item', id: 'csv', label: 'Export as CSV', onSelect: () => void save('csv') },
          ...(mayChange ? deleting(() => whenMenuIsGone(() => setOpen('delete'))) : []),
        ]}
      />
      {open === 'read' ? <ConversationDialog name={name} at={at} conversation={conversation} onClose={() => setOpen(null)} /> : null}
      {open === 'delete' ? <DeleteDialog name={name} at={at} conversation={conversation} onClose={() => setOpen(null)} onDeleted={onDeleted} /> : null}
    </li>
  )
}

function deleting(onSelect: () => void): readonly MenuEntry[] {
  return [{ type: 'separator', id: 'line' }, { type: 'item', id: 'delete', label: 'Delete…', tone: 'danger', onSelect }]
}

function DeleteDialog({ name, at, conversation: { key, messages }, onClose, onDeleted }: Omit<ConversationRowProps, 'room'> & { readonly name: string; readonly onClose: () => void }) {
  const [isDeleting, setDeleting] = useState(false)
  const remove = async () => {
    setDeleting(true)
    const called = await deleteConversation(at, key)
    setDeleting(false)
    if (!called.ok) return void toast.error('It could not be deleted', { description: called.text })
    onClose()
    onDeleted()
  }
  return (
    <Dialog
      open onOpenChange={(isOpen) => !isOpen && onClose()} width="narrow" title={`Delete ${name}?`}
      description={`${count(messages, 'message', 'messages')} ${messages === 1 ? 'goes' : 'go'} away for everybody ${at.environment === 'draft' ? 'in the preview' : 'in the published app'}. This cannot be undone; export it before when it may be needed.`}
      actions={<><Button onClick={onClose}>Cancel</Button><Button variant="danger" disabled={isDeleting} onClick={() => void remove()}>Delete</Button></>}
    />
  )
}

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`
}
