import type { Refusal, RoomMessage } from '@halley/protocol'
import { isPassing } from './connection-status.ts'
import { randomId } from './random-id.ts'

/** A message that was written here and is not in the room yet. */
export type RoomPost = {
  readonly id: string
  readonly text: string
  /** ISO 8601, UTC, by the clock of this device. */
  readonly at: string
  readonly state: 'sending' | 'failed'
  /** Why it was not sent; null while it is on its way. */
  readonly reason: string | null
}

type Entry = RoomPost & {
  /** It may have reached the server: sending it again with the same id posts it once. */
  readonly isUnsure: boolean
}

export type RoomPostsOptions = {
  readonly send: (post: RoomPost) => Promise<{ readonly ok: true } | Refusal>
  readonly onChange: (posts: readonly RoomPost[]) => void
}

/** The posts of one room that are on their way, in the order in which they were written. */
export function roomPosts({ send, onChange }: RoomPostsOptions) {
  let posts: readonly Entry[] = []
  const set = (next: readonly Entry[]): void => {
    posts = next
    onChange(posts)
  }
  const change = (id: string, part: Partial<Entry>): void => set(posts.map((post) => (post.id === id ? { ...post, ...part } : post)))
  const start = async (post: Entry): Promise<void> => {
    const reply = await send(post)
    // It stays until it comes as a message of the room; then it is drawn there.
    if (reply.ok || !posts.some(({ id }) => id === post.id)) return
    const { code, message } = reply.error
    change(post.id, { state: 'failed', reason: message, isUnsure: isPassing(reply.error) || code === 'wire/timeout' })
  }
  const again = (post: Entry): void => {
    change(post.id, { state: 'sending', reason: null, isUnsure: false })
    void start(post)
  }
  return {
    all: (): readonly RoomPost[] => posts,
    add: (text: string, at: string): void => {
      const post: Entry = { id: randomId(), text, at, state: 'sending', reason: null, isUnsure: false }
      set([...posts, post])
      void start(post)
    },
    retry: (id: string): void => {
      const post = posts.find((candidate) => candidate.id === id && candidate.state === 'failed')
      if (post !== undefined) again(post)
    },
    drop: (id: string): void => set(posts.filter((post) => post.id !== id)),
    /** These are in the room now. */
    arrived: (messages: readonly RoomMessage[]): void => {
      if (posts.length === 0) return
      const ids = new Set(messages.map(({ id }) => id))
      const left = posts.filter(({ id }) => !ids.has(id))
      if (left.length < posts.length) set(left)
    },
    /** After a connection was cut: what may not have arrived is sent again. */
    sendAgain: (): void => {
      for (const post of posts) if (post.isUnsure) again(post)
    },
  }
}
