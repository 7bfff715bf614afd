import type { RoomMessage } from '@halley/protocol'

/** The messages of a room that are held, the oldest first, without holes. */
export type RoomHistory = { readonly messages: readonly RoomMessage[]; /** Are there earlier ones? */ readonly more: boolean }

export const noHistory: RoomHistory = { messages: [], more: false }

/** The newest page on top of what was held before: one whole when they meet, else the page alone, for a hole would not be seen. */
export function withNewestPage(held: RoomHistory, page: RoomHistory): RoomHistory {
  const first = page.messages[0]
  const last = held.messages.at(-1)
  if (first === undefined || last === undefined || first.seq > last.seq + 1) return page
  const before = held.messages.filter(({ seq }) => seq < first.seq)
  return before.length === 0 ? page : { messages: [...before, ...page.messages], more: held.more }
}

/** What is held, with a page of earlier messages before it. */
export function withEarlierPage(held: RoomHistory, page: RoomHistory): RoomHistory {
  const first = held.messages[0]
  const earlier = first === undefined ? page.messages : page.messages.filter(({ seq }) => seq < first.seq)
  return { messages: [...earlier, ...held.messages], more: page.more }
}

/** What is held, with one message new or as it is now; null when messages between are missing. */
export function withMessage({ messages, more }: RoomHistory, message: RoomMessage): RoomHistory | null {
  const at = messages.findLastIndex(({ id }) => id === message.id)
  if (at >= 0) return { messages: messages.with(at, message), more }
  const last = messages.at(-1)
  if (last === undefined || message.seq === last.seq + 1) return { messages: [...messages, message], more }
  if (message.seq > last.seq) return null
  const first = messages[0]
  // Older than all that is held: paging brings it.
  if (first === undefined || message.seq < first.seq) return { messages, more }
  const before = messages.findLastIndex(({ seq }) => seq < message.seq)
  return { messages: messages.toSpliced(before + 1, 0, message), more }
}
