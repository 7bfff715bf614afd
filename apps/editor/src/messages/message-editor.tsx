import { ClipboardPaste } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button, EmptyState } from '../kit/index.ts'
import { LookOnly } from '../shell/look-only.tsx'
import { useProject } from '../stores/project-store.ts'
import { ExamplePane } from './example-pane.tsx'
import { MemberEditor } from './member-editor.tsx'
import { PasteExampleDialog } from './paste-example-dialog.tsx'
import { ResourceHeading } from './resource-heading.tsx'
import './message-editor.css'

/** Edits what a message carries: its fields and nested lists, beside a live example and its JSON Schema. */
export function MessageEditor({ messageId }: { readonly messageId: string }) {
  const exists = useProject((project) => project.messages[messageId] !== undefined)
  const hue = useProject((project) => project.messages[messageId]?.hue ?? 0)
  const owner = useMemo(() => ({ collection: 'messages' as const, id: messageId }), [messageId])
  const [isPasting, setIsPasting] = useState(false)
  if (!exists) return <EmptyState title="This message was deleted">Undo brings it back.</EmptyState>
  return (
    <section aria-label="Message" className="message-editor" style={{ borderTopColor: `var(--hue-${hue})` }}>
      <LookOnly><ResourceHeading tree="messages" id={messageId} hue={hue} /></LookOnly>
      <div className="message-editor-columns">
        <div className="message-editor-members">
          <LookOnly><MemberEditor
            key={messageId}
            owner={owner}
            aside={<Button size="small" variant="quiet" icon={<ClipboardPaste size={14} aria-hidden="true" />} onClick={() => setIsPasting(true)}>Paste an example</Button>}
          /></LookOnly>
          <p className="shrink-0 border-t border-line px-3 py-1 text-xs text-pretty text-ink-faint" title="None of a message is stored in the database, so a stored (database) list cannot be part of it.">No stored lists here: nothing of a message is stored in the database.</p>
        </div>
        <ExamplePane messageId={messageId} />
      </div>
      {isPasting && <PasteExampleDialog owner={owner} onClose={() => setIsPasting(false)} />}
    </section>
  )
}
