import { LIMITS } from '@halley/model'
import type { Notice } from '@halley/protocol'
import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { ShownClient } from '../shown-client.ts'
import { PriorityMark } from './notice-row.tsx'
import { OpenNotice } from './open-notice.tsx'
import { useInbox } from './use-inbox.ts'
import './inbox.css'

/** Milliseconds that a toast stays, by its priority; a critical one until somebody takes it away. */
const STAYS_MS = { low: 6_000, normal: 8_000, high: 15_000, critical: null } as const

/** What was notified just now, apart from what flows open. At most a few at once: the critical ones, then the newest. */
export function NoticeToasts({ client }: { readonly client: ShownClient }) {
  const hasInbox = useInbox(client, (now) => now.hasInbox)
  const toasts = useInbox(client, (now) => now.toasts)
  if (!hasInbox) return null
  const shown = shownToasts(toasts)
  const more = toasts.length - shown.size
  return (
    // There before the first of them: a live region that appears with its first words is not read aloud by all.
    <div className="halley-notice-toasts">
      <div role="log" aria-live="polite" aria-label="New notifications" className="halley-notice-toast-list">
        {toasts.map((notice) => <NoticeToast key={notice.id} client={client} notice={notice} isShown={shown.has(notice.id)} />)}
      </div>
      {more > 0 ? <p className="halley-more">{more} more</p> : null}
    </div>
  )
}

/** The ids of those that are shown at once. */
export function shownToasts(toasts: readonly Notice[]): ReadonlySet<string> {
  const urgent = toasts.filter(({ priority }) => priority === 'critical')
  const others = toasts.filter(({ priority }) => priority !== 'critical')
  const all = [...others, ...urgent].slice(-LIMITS.toasts)
  return new Set(all.map(({ id }) => id))
}

function NoticeToast({ client, notice, isShown }: { readonly client: ShownClient; readonly notice: Notice; readonly isShown: boolean }) {
  const { id, priority, source, title, body } = notice
  const [isHeld, setIsHeld] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const staysMs = STAYS_MS[priority]
  useEffect(() => {
    if (staysMs === null || isHeld) return undefined
    const leaving = setTimeout(() => client.inbox.closeToast(id), staysMs)
    return () => clearTimeout(leaving)
  }, [client, id, staysMs, isHeld])
  const close = () => client.inbox.closeToast(id)
  const onBlur = ({ currentTarget, relatedTarget }: React.FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) setIsHeld(false)
  }
  return (
    // What is pointed at or has the focus stays.
    <div className="halley-notice-toast" data-priority={priority} hidden={!isShown} onPointerEnter={() => setIsHeld(true)} onPointerLeave={() => setIsHeld(false)} onFocus={() => setIsHeld(true)} onBlur={onBlur}>
      <OpenNotice client={client} notice={notice} className="halley-notice-open" onOpened={close} onRefused={setProblem}>
        <span className="halley-notice-about"><PriorityMark priority={priority} /><span className="halley-notice-source">{source}</span></span>
        <span className="halley-notice-title">{title}</span>
        {body === '' ? null : <span className="halley-notice-body">{body}</span>}
      </OpenNotice>
      {problem === null ? null : <p className="halley-error halley-notice-problem" role="alert">{problem}</p>}
      <button type="button" className="halley-close" aria-label={`Close ${title}`} onClick={close}><X aria-hidden="true" size={14} /></button>
    </div>
  )
}
