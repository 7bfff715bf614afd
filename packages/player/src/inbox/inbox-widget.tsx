import type { WidgetView } from '@halley/model'
import { InboxHead } from './inbox-head.tsx'
import { InboxList } from './inbox-list.tsx'
import { useShownClient } from './use-inbox.ts'
import './inbox.css'

/** The inbox inside of a screen. */
export function InboxWidget({ widget }: { readonly widget: Extract<WidgetView, { kind: 'inbox' }> }) {
  const client = useShownClient()
  return (
    <section className="halley-inbox" aria-label="Notifications">
      <InboxHead client={client} />
      <InboxList client={client} emptyText={widget.emptyText} most={widget.most} />
    </section>
  )
}
