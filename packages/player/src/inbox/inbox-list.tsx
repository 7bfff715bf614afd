import { useEffect, useState } from 'react'
import type { ShownClient } from '../shown-client.ts'
import { useNowMs } from '../use-now.ts'
import { NoticeRow } from './notice-row.tsx'
import { useInbox } from './use-inbox.ts'
import './inbox.css'

type InboxListProps = {
  readonly client: ShownClient
  readonly emptyText: string
  /** Rows at first; "Earlier" shows as many more. */
  readonly most: number
  readonly onOpened?: () => void
}

const nothing = () => undefined

/** The notifications of somebody, the newest first. */
export function InboxList({ client, emptyText, most, onOpened = nothing }: InboxListProps) {
  const { notices, loading, more, problem } = useInbox(client, (now) => now)
  const [pages, setPages] = useState(1)
  const nowMs = useNowMs()
  useEffect(() => client.inbox.load(), [client])
  const shown = notices.slice(0, most * pages)
  const hasEarlier = more || shown.length < notices.length
  const earlier = () => {
    setPages(pages + 1)
    if (more && most * (pages + 1) > notices.length) void client.inbox.loadEarlier()
  }
  return (
    <div className="halley-inbox-list" data-inbox-list="" tabIndex={-1} aria-busy={loading === 'first' || undefined}>
      {problem === null ? null : <p className="halley-notice" role="alert">{problem} {loading === 'none' ? <button type="button" className="halley-link" onClick={client.inbox.load}>Try again</button> : null}</p>}
      {shown.length > 0 || problem !== null ? null : <p className="halley-empty-list halley-inbox-empty" role="status">{loading === 'done' || loading === 'earlier' ? emptyText : 'Looking for notifications…'}</p>}
      {shown.length === 0 ? null : (
        // oxlint-disable-next-line jsx-a11y/no-redundant-roles -- a list without marks is none to some screen readers unless it says so
        <ul className="halley-notices" role="list" aria-label="Notifications">
          {shown.map((notice) => <NoticeRow key={notice.id} client={client} notice={notice} nowMs={nowMs} onOpened={onOpened} />)}
        </ul>
      )}
      {hasEarlier ? <button type="button" className="halley-inbox-earlier" aria-disabled={loading === 'earlier' || undefined} onClick={earlier}>{loading === 'earlier' ? 'Loading…' : 'Earlier'}</button> : null}
    </div>
  )
}
