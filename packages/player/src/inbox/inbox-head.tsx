import { CheckCheck, Settings2 } from 'lucide-react'
import type { ShownClient } from '../shown-client.ts'
import { useInbox } from './use-inbox.ts'

/** How many are unread, and what can be done with all of them. */
export function InboxHead({ client, titleId, onSettings }: { readonly client: ShownClient; readonly titleId?: string; readonly onSettings?: (() => void) | undefined }) {
  const unread = useInbox(client, (now) => now.unread)
  return (
    <div className="halley-inbox-head">
      <p id={titleId} className="halley-inbox-title">Notifications{unread > 0 ? <span className="halley-inbox-unread">{unread.toLocaleString('en')} unread</span> : null}</p>
      <button type="button" className="halley-close" aria-label="Mark all as read" title="Mark all as read" aria-disabled={unread === 0 || undefined} onClick={() => unread > 0 && client.inbox.markRead('all')}><CheckCheck aria-hidden="true" size={16} /></button>
      {onSettings === undefined ? null : <button type="button" className="halley-close" aria-label="Notification settings" title="Notification settings" onClick={onSettings}><Settings2 aria-hidden="true" size={16} /></button>}
    </div>
  )
}
