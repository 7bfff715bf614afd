import { LIMITS } from '@halley/model'
import type { Notice } from '@halley/protocol'
import { X } from 'lucide-react'
import { useEffect, useEffectEvent, useState, type FocusEvent } from 'react'
import type { ShownClient } from '../shown-client.ts'
import { PriorityMark } from './notice-row.tsx'
import { afterQuietWords } from './notice-words.ts'
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
        <QuietToast client={client} />
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

/** How many came while it was quiet: one toast for all of them. */
function QuietToast({ client }: { readonly client: ShownClient }) {
  const count = useInbox(client, (now) => now.afterQuiet)
  const { close, ...held } = useStay(count === 0 ? null : STAYS_MS.high, client.inbox.closeAfterQuiet)
  if (count === 0) return null
  return (
    <div className="halley-notice-toast" data-priority="normal" {...held}>
      <p className="halley-after-quiet">{afterQuietWords(count)}</p>
      <button type="button" className="halley-close" aria-label="Close what came while it was quiet" onClick={close}><X aria-hidden="true" size={14} /></button>
    </div>
  )
}

/** Takes a toast away after its time; what is pointed at or has the focus stays. With null, it stays. */
function useStay(staysMs: number | null, close: () => void) {
  const [isHeld, setIsHeld] = useState(false)
  const closing = useEffectEvent(close)
  useEffect(() => {
    if (staysMs === null || isHeld) return undefined
    const leaving = setTimeout(() => closing(), staysMs)
    return () => clearTimeout(leaving)
  }, [staysMs, isHeld])
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) setIsHeld(false)
  }
  return { close, onPointerEnter: () => setIsHeld(true), onPointerLeave: () => setIsHeld(false), onFocus: () => setIsHeld(true), onBlur }
}

function NoticeToast({ client, notice, isShown }: { readonly client: ShownClient; readonly notice: Notice; readonly isShown: boolean }) {
  const { id, priority, source, title, body } = notice
  const [problem, setProblem] = useState<string | null>(null)
  const { close, ...held } = useStay(STAYS_MS[priority], () => client.inbox.closeToast(id))
  return (
    <div className="halley-notice-toast" data-priority={priority} hidden={!isShown} {...held}>
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
