import type { RoomPost } from '@halley/client'
import type { RoomMessage, RoomParticipant } from '@halley/protocol'

/** What stands in the list of a room, from above to below. */
export type RoomRow =
  | { readonly type: 'day'; readonly key: string; readonly at: string }
  | { readonly type: 'new'; readonly key: string }
  /** `isFirst` of those that somebody wrote one after the other: it shows who and when. */
  | { readonly type: 'message'; readonly key: string; readonly message: RoomMessage; readonly isFirst: boolean }
  | { readonly type: 'post'; readonly key: string; readonly post: RoomPost; readonly isFirst: boolean }

/** Milliseconds within which what one person writes stands under one name. */
const TOGETHER_MS = 5 * 60_000

/** What is drawn of a room. `newAfter` is the seq after which the messages were new when it was opened. */
export function roomRows({ messages, posts, newAfter, me, more }: { readonly messages: readonly RoomMessage[]; readonly posts: readonly RoomPost[]; readonly newAfter: number | null; readonly me: string; readonly more: boolean }): RoomRow[] {
  const rows: RoomRow[] = []
  let before: { readonly author: string; readonly at: string } | null = null
  let isNewMarked = newAfter === null
  const dayOf = (at: string): void => {
    if (before !== null && isSameDay(before.at, at)) return
    rows.push({ type: 'day', key: `day-${at}`, at })
    before = null
  }
  const isFirst = (author: string, at: string): boolean => before === null || before.author !== author || Date.parse(at) - Date.parse(before.at) > TOGETHER_MS
  for (const [index, message] of messages.entries()) {
    const { author, at } = message
    dayOf(at)
    if (!isNewMarked && newAfter !== null && message.seq > newAfter && author.id !== me) {
      isNewMarked = true
      // Where earlier ones were not loaded, nobody knows whether it is the first new one.
      if (index > 0 || !more) rows.push({ type: 'new', key: 'new' })
      before = null
    }
    rows.push({ type: 'message', key: message.id, message, isFirst: isFirst(author.id, at) })
    before = { author: author.id, at }
  }
  for (const post of posts) {
    dayOf(post.at)
    rows.push({ type: 'post', key: post.id, post, isFirst: isFirst(me, post.at) })
    before = { author: me, at: post.at }
  }
  return rows
}

/** By the seq of a message who has read up to it and no further; not for the reader's own mark, nor for who wrote it. */
export function readersOf(messages: readonly RoomMessage[], participants: readonly RoomParticipant[], me: string): ReadonlyMap<number, readonly RoomParticipant[]> {
  const readers = new Map<number, RoomParticipant[]>()
  for (const participant of participants) {
    if (participant.type === 'agent' || participant.id === me) continue
    const last = messages.findLast(({ seq }) => seq <= participant.readTo)
    if (last === undefined || last.author.id === participant.id) continue
    readers.set(last.seq, [...(readers.get(last.seq) ?? []), participant])
  }
  return readers
}

/** How many messages of others came after what was read. */
export function unreadOf(messages: readonly RoomMessage[], me: string, readTo: number): number {
  let count = 0
  for (let at = messages.length - 1; at >= 0; at -= 1) {
    const message = messages[at]
    if (message === undefined || message.seq <= readTo) break
    if (message.author.id !== me) count += 1
  }
  return count
}

function isSameDay(left: string, right: string): boolean {
  return new Date(left).toDateString() === new Date(right).toDateString()
}
