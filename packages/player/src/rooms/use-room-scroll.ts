import type { RoomFeed } from '@halley/client'
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { useRoom } from './use-room.ts'

/** Pixels from the end within which somebody is taken to be there, and from the beginning at which earlier messages are fetched. */
const AT_END = 32
const NEAR_START = 240
/** Pixels that are left above the first new message. */
const ABOVE_NEW = 40
/** Milliseconds that something has to be in sight to have been seen; until then, what is laid out anew has found its place. */
const SEEN_AFTER_MS = 200

export type RoomScroll = {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly content: RefObject<HTMLDivElement | null>
  readonly isAtEnd: boolean
  readonly onScroll: () => void
  readonly toEnd: () => void
}

/**
 * Where a room is scrolled to: at its end, which stays in sight while messages come and grow, unless the person has
 * scrolled up. Earlier messages come without moving what is read, and what is seen is marked as read.
 */
export function useRoomScroll(feed: RoomFeed): RoomScroll {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const messages = useRoom(feed, (now) => now.messages)
  const posts = useRoom(feed, (now) => now.posts)
  const [isAtEnd, setIsAtEnd] = useState(true)
  /** What stays in sight while sizes change: the end, the first new message just after opening, or (null) what is read. */
  const held = useRef<'end' | 'mark' | null>('end')
  const opened = useRef<RoomFeed | null>(null)
  const lastTop = useRef(0)
  const first = useRef<{ readonly seq: number; readonly top: number } | null>(null)
  const newestPost = useRef<string | undefined>(undefined)
  const seeing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  const settle = (at: boolean) => {
    held.current = at ? 'end' : null
    setIsAtEnd(at)
  }
  const look = useCallback(() => {
    seeing.current ??= setTimeout(() => {
      seeing.current = undefined
      if (scroller.current !== null) markSeen(scroller.current, feed)
    }, SEEN_AFTER_MS)
  }, [feed])
  const toEnd = () => {
    const element = scroller.current
    if (element === null) return
    element.scrollTop = element.scrollHeight
    lastTop.current = element.scrollTop
    settle(true)
  }

  useLayoutEffect(() => {
    const box = scroller.current
    if (box === null) return
    const before = first.current
    const oldest = messages[0]
    const element = oldest === undefined ? null : messageAt(box, oldest.seq)
    first.current = oldest === undefined || element === null ? null : { seq: oldest.seq, top: element.offsetTop }
    const mine = posts.at(-1)?.id
    const hasPosted = mine !== undefined && mine !== newestPost.current
    newestPost.current = mine
    if (opened.current !== feed && feed.get().phase === 'open' && messages.length > 0) {
      opened.current = feed
      held.current = markOf(box) === null ? 'end' : 'mark'
      keep(box, held.current)
    } else if (held.current !== null || hasPosted) {
      if (hasPosted) settle(true)
      keep(box, held.current)
    } else if (before !== null && oldest !== undefined && oldest.seq < before.seq) {
      // Earlier ones came above: what was first stays where it was.
      const was = messageAt(box, before.seq)
      if (was !== null) box.scrollTop = was.offsetTop - (before.top - lastTop.current)
    }
    lastTop.current = box.scrollTop
    look()
  }, [feed, look, messages, posts])

  useEffect(() => {
    const box = scroller.current
    const inside = content.current
    if (box === null || inside === null) return undefined
    const sizes = new ResizeObserver(() => {
      keep(box, held.current)
      lastTop.current = box.scrollTop
      // What had not been laid out yet is now: from here on the mark is a place like any other.
      if (held.current === 'mark') requestAnimationFrame(() => held.current === 'mark' && settle(isEnd(box)))
      look()
    })
    sizes.observe(box)
    sizes.observe(inside)
    const client = clientOf(box)
    client?.addEventListener('pointerenter', look)
    client?.addEventListener('focusin', look)
    window.addEventListener('focus', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      sizes.disconnect()
      client?.removeEventListener('pointerenter', look)
      client?.removeEventListener('focusin', look)
      window.removeEventListener('focus', look)
      document.removeEventListener('visibilitychange', look)
      clearTimeout(seeing.current)
      seeing.current = undefined
    }
  }, [look])

  const onScroll = () => {
    const box = scroller.current
    if (box === null) return
    // What is laid out anew scrolls by itself; only somebody who goes up leaves the end.
    if (held.current === 'mark' && Math.abs(box.scrollTop - lastTop.current) < 1) return
    if (isEnd(box)) settle(true)
    else if (box.scrollTop < lastTop.current) settle(false)
    lastTop.current = box.scrollTop
    if (box.scrollTop < NEAR_START) void feed.loadEarlier()
    look()
  }
  return { scroller, content, isAtEnd, onScroll, toEnd }
}

function isEnd(box: HTMLElement): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight <= AT_END
}

function markOf(box: HTMLElement): HTMLElement | null {
  return box.querySelector<HTMLElement>('[data-new-messages]')
}

function keep(box: HTMLElement, held: 'end' | 'mark' | null): void {
  if (held === 'end') box.scrollTop = box.scrollHeight
  if (held === 'mark') box.scrollTop = (markOf(box)?.offsetTop ?? 0) - ABOVE_NEW
}

function messageAt(box: HTMLElement, seq: number): HTMLElement | null {
  return box.querySelector<HTMLElement>(`[data-seq="${seq}"]`)
}

function clientOf(box: HTMLElement): HTMLElement | null {
  return box.closest<HTMLElement>('[data-halley-client]')
}

/** Of several clients on one page, as in the preview, somebody looks at the one that has the pointer or the focus: each is another person. */
function isLookedAt(box: HTMLElement): boolean {
  return document.querySelectorAll('[data-halley-client]').length < 2 || clientOf(box)?.matches(':hover, :focus-within') !== false
}

/** Marks what somebody has before their eyes as read: the page is in front, they look at this client, and the end of the message (or a whole box of it) is in sight. */
function markSeen(box: HTMLElement, feed: RoomFeed): void {
  const { phase, messages, readTo } = feed.get()
  if (phase !== 'open' || (messages.at(-1)?.seq ?? 0) <= readTo || document.visibilityState !== 'visible' || !document.hasFocus()) return
  if (box.clientHeight === 0 || box.closest('[inert]') !== null || !isLookedAt(box)) return
  const end = box.scrollTop + box.clientHeight + AT_END
  const shown = box.querySelectorAll<HTMLElement>('[data-seq]')
  for (let at = shown.length - 1; at >= 0; at -= 1) {
    const element = shown[at]
    if (element === undefined) continue
    const bottom = element.offsetTop + element.offsetHeight
    if (bottom > end && !(element.offsetHeight > box.clientHeight && element.offsetTop <= box.scrollTop)) continue
    feed.markRead(Number(element.dataset['seq']))
    return
  }
}
