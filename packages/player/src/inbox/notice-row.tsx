import type { Notice } from '@halley/protocol'
import { ChevronUp, ChevronsUp, X } from 'lucide-react'
import { useRef, useState, type KeyboardEvent } from 'react'
import { exactTime } from '../rooms/room-words.ts'
import type { ShownClient } from '../shown-client.ts'
import { agoWords, priorityWords } from './notice-words.ts'
import { OpenNotice } from './open-notice.tsx'
import { leave, useSwipeAway } from './swipe-away.ts'

/** How urgent a notification is, by its shape and its word. */
export function PriorityMark({ priority }: { readonly priority: Notice['priority'] }) {
  const words = priorityWords(priority)
  if (words === '') return null
  return <span className="halley-priority" data-priority={priority}>{priority === 'critical' ? <ChevronsUp aria-hidden="true" size={12} /> : <ChevronUp aria-hidden="true" size={12} />}{words}</span>
}

/** One notification of the inbox: it opens, and goes away by its cross, by Delete, or by wiping. */
export function NoticeRow({ client, notice, nowMs, onOpened }: { readonly client: ShownClient; readonly notice: Notice; readonly nowMs: number; readonly onOpened: () => void }) {
  const { id, priority, title, body, source, at, readAt } = notice
  const row = useRef<HTMLLIElement>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const isLeaving = useRef(false)
  const dismiss = async (isToEnd = true) => {
    const element = row.current
    if (element === null || isLeaving.current) return
    isLeaving.current = true
    focusBeside(element)
    await leave(element, isToEnd)
    client.inbox.dismiss([id])
  }
  const swipe = useSwipeAway((isToEnd) => void dismiss(isToEnd))
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Delete' || event.key === 'Backspace') void dismiss()
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') focusNeighbour(row.current, event.key === 'ArrowDown')
    else return
    event.preventDefault()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys and wiping do what its buttons do
    <li ref={row} className="halley-notice-row" data-unread={readAt === null || undefined} data-priority={priority} onKeyDown={onKeyDown} {...swipe}>
      <OpenNotice client={client} notice={notice} className="halley-notice-open" onOpened={onOpened} onRefused={setProblem}>
        <span className="halley-notice-about">
          {readAt === null ? <span className="halley-notice-dot"><span className="halley-unseen">Unread</span></span> : null}
          <PriorityMark priority={priority} />
          <span className="halley-notice-source">{source}</span>
          <time dateTime={at} title={exactTime(at)}>{agoWords(at, nowMs)}</time>
        </span>
        <span className="halley-notice-title">{title}</span>
        {body === '' ? null : <span className="halley-notice-body">{body}</span>}
      </OpenNotice>
      {problem === null ? null : <p className="halley-error halley-notice-problem" role="alert">{problem}</p>}
      <button type="button" className="halley-close" aria-label={`Dismiss ${title}`} title="Dismiss (Delete)" onClick={() => void dismiss()}><X aria-hidden="true" size={14} /></button>
    </li>
  )
}

function focusNeighbour(row: HTMLElement | null, isNext: boolean): boolean {
  const neighbour = isNext ? row?.nextElementSibling : row?.previousElementSibling
  const target = neighbour?.querySelector<HTMLElement>('[data-open]')
  target?.focus()
  return target != null
}

/** Before a row with the focus goes: to the next one, else to the one before, else to the list. */
function focusBeside(row: HTMLElement): void {
  if (!row.contains(document.activeElement)) return
  if (!focusNeighbour(row, true) && !focusNeighbour(row, false)) row.closest<HTMLElement>('[data-inbox-list]')?.focus()
}
