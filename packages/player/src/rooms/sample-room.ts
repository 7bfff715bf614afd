import { observable, type RoomFeed, type RoomNow } from '@halley/client'

const nothing = new Map<string, string>()
const never = () => () => undefined

/** A room that stands still, for where no session runs: as its widgets look in the screen editor. */
export function stillRoom(now: Partial<RoomNow>): RoomFeed {
  const room: RoomNow = { phase: 'open', problem: null, name: 'Room', me: '', participants: [], moreParticipants: 0, messages: [], more: false, isLoadingEarlier: false, readTo: 0, unread: 0, newAfter: null, posts: [], ...now }
  const draft = observable({ text: '' })
  return {
    get: () => room,
    subscribe: never,
    growing: { get: () => nothing, subscribe: never },
    open: () => undefined,
    loadEarlier: () => Promise.resolve(),
    post: () => undefined,
    retryPost: () => undefined,
    dropPost: () => undefined,
    noteTyping: () => undefined,
    markRead: () => undefined,
    stopAnswer: () => Promise.resolve({ ok: true }),
    askAgain: () => Promise.resolve({ ok: true }),
    draft,
    keepDraft: (text) => draft.set({ text }),
  }
}

const at = new Date().toISOString()
const ada = { type: 'person', id: 'ada', name: 'Ada' } as const
const helper = { type: 'agent', id: 'helper', name: 'Helper' } as const

/** What the screen editor shows in place of a room. */
export const sampleRoom = stillRoom({
  me: 'ben',
  readTo: 2,
  participants: [
    { ...ada, handle: 'ada', role: '', isHere: true, isTyping: false, readTo: 2 },
    { type: 'person', id: 'ben', name: 'Ben', handle: 'ben', role: '', isHere: true, isTyping: false, readTo: 2 },
    { ...helper, handle: 'helper', role: '', isHere: true, isTyping: false, readTo: 0 },
  ],
  messages: [
    { id: '1', seq: 1, author: ada, text: 'When does the shop open?', at, mentions: [], state: 'complete', reason: null },
    { id: '2', seq: 2, author: helper, text: 'At **nine**, every day but Sunday.', at, mentions: [], state: 'complete', reason: null },
  ],
})
