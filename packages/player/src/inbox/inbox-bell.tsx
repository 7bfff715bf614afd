import { Bell } from 'lucide-react'
import { useId, useRef, useState, type UIEvent } from 'react'
import type { ShownClient } from '../shown-client.ts'
import { InboxHead } from './inbox-head.tsx'
import { InboxList } from './inbox-list.tsx'
import { countWords } from './notice-words.ts'
import { useInbox } from './use-inbox.ts'
import '../player.css'
import './inbox.css'

export type InboxBellProps = {
  readonly client: ShownClient
  /** Whose inbox it is, where several are on one page. */
  readonly label?: string
  /** Opens what this person wants of notifications; left out where that is not to be chosen. */
  readonly onSettings?: () => void
}

/** Rows at first in the panel, and pixels from its end at which earlier ones are fetched. */
const ROWS = 20
const NEAR_END = 120
/** Pixels between the bell and its panel, and between that and the edge of the window. */
const GAP = 6
/** Pixels of the panel where there is room. */
const WIDTH = 380

/** A bell with the number of unread notifications, and the inbox that it opens. Nothing where the app does not notify. */
export function InboxBell({ client, label, onSettings }: InboxBellProps) {
  const hasInbox = useInbox(client, (now) => now.hasInbox)
  const unread = useInbox(client, (now) => now.unread)
  const [isOpen, setIsOpen] = useState(false)
  const bell = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const panelId = useId()
  const titleId = useId()
  if (!hasInbox) return null

  const close = () => panel.current?.hidePopover()
  const onScroll = ({ currentTarget: box }: UIEvent<HTMLDivElement>) => {
    if (box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END) box.querySelector<HTMLButtonElement>('.halley-inbox-earlier:not([aria-disabled])')?.click()
  }
  const whose = label === undefined ? '' : ` of ${label}`
  return (
    <>
      <button ref={bell} type="button" className="halley-bell halley-colors" popoverTarget={panelId} aria-label={`Notifications${whose}, ${unread === 0 ? 'none unread' : `${unread} unread`}`} title="Notifications" aria-haspopup="dialog" aria-expanded={isOpen}>
        <Bell aria-hidden="true" size={16} />
        {unread > 0 ? <span aria-hidden="true" className="halley-bell-count">{countWords(unread)}</span> : null}
      </button>
      <div
        ref={panel}
        id={panelId}
        popover="auto"
        className="halley-inbox-panel halley-colors"
        role="dialog"
        aria-labelledby={titleId}
        tabIndex={-1}
        onBeforeToggle={({ newState }) => {
          if (newState === 'open' && bell.current !== null && panel.current !== null) placeBelow(bell.current, panel.current)
        }}
        onToggle={({ newState }) => {
          setIsOpen(newState === 'open')
          if (newState !== 'open') return
          panel.current?.focus({ preventScroll: true })
          // What the inbox shows need not stand beside it as well. Of a critical one it is for them to say that it was seen.
          for (const { id, priority } of client.inbox.get().toasts) if (priority !== 'critical') client.inbox.closeToast(id)
          client.inbox.closeAfterQuiet()
        }}
      >
        <InboxHead client={client} titleId={titleId} onSettings={onSettings === undefined ? undefined : () => { close(); onSettings() }} />
        {/* Read from the server when somebody looks. */}
        {isOpen ? <div className="halley-inbox-scroll" onScroll={onScroll}><InboxList client={client} emptyText="No notifications. What is new will be here." most={ROWS} onOpened={close} /></div> : null}
      </div>
    </>
  )
}

/** Puts a panel below what opens it, with its end at the same edge, and inside of the window. */
function placeBelow(opener: HTMLElement, panel: HTMLElement): void {
  const { right, bottom } = opener.getBoundingClientRect()
  const windowWidth = document.documentElement.clientWidth
  const width = Math.min(WIDTH, windowWidth - 2 * GAP)
  panel.style.width = `${width}px`
  panel.style.top = `${bottom + GAP}px`
  panel.style.left = `${Math.max(GAP, Math.min(right, windowWidth - GAP) - width)}px`
  panel.style.setProperty('--room-below', `${document.documentElement.clientHeight - bottom - 2 * GAP}px`)
}
