import type { AppPushes, AppRequests, PushOf, RoomMessage, RoomParticipant, RoomState, Refusal } from '@halley/protocol'
import type { NamespaceConnection } from './namespace-connection.ts'
import { observable, type Readable } from './observable.ts'
import { noHistory, withEarlierPage, withMessage, withNewestPage } from './room-history.ts'
import { roomPosts, type RoomPost } from './room-posts.ts'

/** One room: its resource and its key, null for a room without. */
export type RoomPlace = { readonly roomId: string; readonly key: string | null }
export type AppRequest = NamespaceConnection<AppRequests, AppPushes>['request']
export type RoomNewsOf = PushOf<AppPushes, 'room'>['news']

/** A room as somebody sees it. */
export type RoomNow = {
  /** `failed` may be tried again; `closed` is what the server said. */
  readonly phase: 'opening' | 'open' | 'closed' | 'failed'
  /** Why it is closed or has failed. */
  readonly problem: string | null
  readonly name: string
  /** The id of who looks at it. */
  readonly me: string
  readonly participants: readonly RoomParticipant[]
  readonly moreParticipants: number
  /** The oldest first, without holes. */
  readonly messages: readonly RoomMessage[]
  readonly more: boolean
  readonly isLoadingEarlier: boolean
  readonly readTo: number
  readonly unread: number
  /** What came after this `seq` was new when the room was opened; null when nothing was. */
  readonly newAfter: number | null
  /** What was written here and is not in the room yet. */
  readonly posts: readonly RoomPost[]
}

/** A room that is looked at for as long as somebody subscribes. All widgets of one room share one. */
export type RoomFeed = Readable<RoomNow> & {
  /** The texts of messages that stream, by their id, where they are further than in `messages`: these change many times a second. */
  readonly growing: Readable<ReadonlyMap<string, string>>
  /** Tries again after a failure. */
  readonly open: () => void
  readonly loadEarlier: () => Promise<void>
  readonly post: (text: string) => void
  readonly retryPost: (id: string) => void
  readonly dropPost: (id: string) => void
  /** Says that somebody writes, or has stopped: as often as one likes, it is told as often as is needed. */
  readonly noteTyping: (isTyping: boolean) => void
  /** Says how far was read; told a moment later, with what is read in the meantime. */
  readonly markRead: (seq: number) => void
  readonly stopAnswer: (messageId: string) => Promise<{ readonly ok: true } | Refusal>
  /** Has an answer that failed given once more. */
  readonly askAgain: (messageId: string) => Promise<{ readonly ok: true } | Refusal>
  /** What is typed and not sent, by who looks at it: kept over a reload. */
  readonly draft: Readable<{ readonly text: string }>
  readonly keepDraft: (text: string) => void
}

/** A feed with what its connection tells it. */
export type ConnectedRoomFeed = RoomFeed & {
  readonly isHeld: () => boolean
  readonly take: (news: RoomNewsOf) => void
  /** Forgets everything: another session looks. */
  readonly forget: () => void
}

export type RoomFeedOptions = { readonly place: RoomPlace; readonly request: AppRequest; readonly isLive: () => boolean; readonly nowMs: () => number; /** Drafts of this room, by the id of who typed them. */ readonly drafts: { readonly read: (personId: string) => string; readonly keep: (personId: string, text: string) => void } }

/** Half of what the server holds it for, so that one that is late does no harm. */
const TYPING_EVERY_MS = 3_000
/** Reading is scrolling: one request for a few messages. */
const READ_AFTER_MS = 300
/** One page, as large as pages may be. */
const EARLIER_AT_ONCE = 50

const initial: RoomNow = { phase: 'opening', problem: null, name: '', me: '', participants: [], moreParticipants: 0, ...noHistory, isLoadingEarlier: false, readTo: 0, unread: 0, newAfter: null, posts: [] }
const nothingGrows: ReadonlyMap<string, string> = new Map()

/** Makes the feed of one room. It opens the room when the first subscriber comes, and closes it when the last one has gone. */
export function roomFeed({ place, request, isLive, nowMs, drafts }: RoomFeedOptions): ConnectedRoomFeed {
  const state = observable<RoomNow>(initial)
  const growing = observable(nothingGrows)
  let holders = 0
  const draft = observable({ text: '' })
  /** Whose draft it is; null before that is known. */
  let draftOf: string | null = null
  /** Counts openings: the answer to an earlier one means nothing any more. */
  let opening = 0
  /** What came while the room was being opened: it may be before or after what the answer says. */
  let early: RoomNewsOf[] | null = null
  let typingSaidMs: number | null = null
  let reading: ReturnType<typeof setTimeout> | undefined
  const posts = roomPosts({ send: ({ id, text }) => request('postToRoom', { ...place, id, text }), onChange: (all) => state.patch({ posts: all }) })

  const setText = (id: string, text: string | null): void => {
    if (text === null && !growing.get().has(id)) return
    const next = new Map(growing.get())
    if (text === null) next.delete(id)
    else next.set(id, text)
    growing.set(next)
  }
  const takeDraft = (me: string): void => {
    if (draftOf === me) return
    // What was typed before the room was open is newer than what was kept.
    if (draftOf === null && draft.get().text !== '') drafts.keep(me, draft.get().text)
    else draft.set({ text: drafts.read(me) })
    draftOf = me
  }
  const opened = (room: RoomState): void => {
    const now = state.get()
    const { messages, more } = withNewestPage(now, room)
    growing.set(nothingGrows)
    const { name, me, participants, moreParticipants, readTo, unread } = room
    state.patch({ phase: 'open', problem: null, name, me, participants, moreParticipants, messages, more, isLoadingEarlier: false, readTo, unread, newAfter: now.newAfter ?? (unread > 0 ? readTo : null) })
    takeDraft(me)
    posts.arrived(messages)
    posts.sendAgain()
  }
  const open = async (): Promise<void> => {
    opening += 1
    const mine = opening
    early = []
    if (state.get().phase !== 'open') state.patch({ phase: 'opening', problem: null })
    const reply = await request('openRoom', { ...place })
    if (mine !== opening) return
    const waiting = early
    early = null
    if (!reply.ok) {
      // Without a connection this is tried again when there is one.
      if (isLive()) state.patch({ phase: 'failed', problem: reply.error.message })
      return
    }
    opened(reply)
    for (const news of waiting) apply(news)
  }
  const openAgain = (): void => void (early === null && open())
  const close = (): void => {
    opening += 1
    early = null
    tellRead()
    typingSaidMs = null
    void request('closeRoom', { ...place })
    growing.set(nothingGrows)
    state.set({ ...initial, posts: posts.all() })
  }
  const tellRead = (): void => {
    if (reading === undefined) return
    clearTimeout(reading)
    reading = undefined
    void request('markRoomRead', { ...place, readTo: state.get().readTo })
  }
  const messageIs = (message: RoomMessage, unread: number): void => {
    const history = withMessage(state.get(), message)
    if (history === null) return openAgain()
    setText(message.id, null)
    state.patch({ ...history, unread })
    return posts.arrived([message])
  }
  const grew = ({ id, index, text }: Extract<RoomNewsOf, { type: 'grew' }>): void => {
    const message = state.get().messages.findLast((candidate) => candidate.id === id)
    if (message !== undefined && message.state !== 'running') return
    const known = message === undefined ? undefined : (growing.get().get(id) ?? message.text)
    // Something is missing between.
    if (known === undefined || index > known.length) return openAgain()
    if (index + text.length > known.length) setText(id, known.slice(0, index) + text)
  }
  const apply = (news: RoomNewsOf): void => {
    switch (news.type) {
      case 'message':
        return messageIs(news.message, news.unread)
      case 'grew':
        return grew(news)
      case 'participants':
        return state.patch({ participants: news.participants, moreParticipants: news.moreParticipants })
      case 'read':
        return state.patch({ readTo: Math.max(state.get().readTo, news.readTo), unread: news.unread })
      case 'closed':
        return state.patch({ phase: 'closed', problem: news.text })
    }
  }

  return {
    get: state.get,
    subscribe: (listener) => {
      const off = state.subscribe(listener)
      holders += 1
      if (holders === 1 && state.get().phase !== 'open') void open()
      let isOn = true
      return () => {
        if (!isOn) return
        isOn = false
        off()
        holders -= 1
        // A screen that takes the place of another one may show the same room: it stays open then.
        if (holders === 0) setTimeout(() => holders === 0 && close())
      }
    },
    growing,
    open: () => void open(),
    loadEarlier: async () => {
      const { phase, messages, more, isLoadingEarlier } = state.get()
      const first = messages[0]
      if (phase !== 'open' || first === undefined || !more || isLoadingEarlier) return
      state.patch({ isLoadingEarlier: true })
      const mine = opening
      const reply = await request('roomPage', { ...place, beforeSeq: first.seq, limit: EARLIER_AT_ONCE })
      if (mine === opening) state.patch({ isLoadingEarlier: false, ...(reply.ok && withEarlierPage(state.get(), reply)) })
    },
    post: (text) => {
      // Whoever answers has seen what was new.
      state.patch({ newAfter: null })
      posts.add(text, new Date().toISOString())
    },
    retryPost: posts.retry,
    dropPost: posts.drop,
    noteTyping: (isTyping) => {
      const isSaid = typingSaidMs !== null && nowMs() - typingSaidMs < TYPING_EVERY_MS
      if (isTyping ? isSaid : typingSaidMs === null) return
      typingSaidMs = isTyping ? nowMs() : null
      void request('typingInRoom', { ...place, isTyping })
    },
    markRead: (seq) => {
      if (state.get().phase !== 'open' || seq <= state.get().readTo) return
      state.patch({ readTo: seq })
      reading ??= setTimeout(tellRead, READ_AFTER_MS)
    },
    stopAnswer: (messageId) => request('stopRoomAnswer', { ...place, messageId }),
    askAgain: (messageId) => request('askRoomAgain', { ...place, messageId }),
    draft,
    keepDraft: (text) => {
      draft.set({ text })
      if (draftOf !== null) drafts.keep(draftOf, text)
    },
    isHeld: () => holders > 0,
    take: (news) => {
      if (early === null) apply(news)
      else early.push(news)
    },
    forget: () => {
      clearTimeout(reading)
      reading = undefined
      opening += 1
      early = null
      typingSaidMs = null
      draftOf = null
      draft.set({ text: '' })
      growing.set(nothingGrows)
      state.set({ ...initial, posts: posts.all() })
    },
  }
}
