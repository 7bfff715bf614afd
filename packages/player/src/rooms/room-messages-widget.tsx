import type { RoomFeed } from '@halley/client'
import type { WidgetView } from '@halley/model'
import type { RoomMessage } from '@halley/protocol'
import { ArrowDown } from 'lucide-react'
import { useMemo, useState, type ReactNode } from 'react'
import { useNowMs } from '../use-now.ts'
import { RoomMessageRow, RoomPostRow } from './room-message.tsx'
import { mentionNames } from './mentions.ts'
import { readersOf, roomRows, unreadOf } from './room-rows.ts'
import { sampleRoom } from './sample-room.ts'
import { announcement, dayWords, typingWords } from './room-words.ts'
import { useRoom, useRoomFeed } from './use-room.ts'
import { useRoomScroll } from './use-room-scroll.ts'
import './rooms.css'

type View = Extract<WidgetView, { kind: 'roomMessages' }>

const nobody: readonly never[] = []

/** The conversation of a room, the newest at the end. */
export function RoomMessagesWidget({ widget }: { readonly widget: View }) {
  const feed = useRoomFeed(widget)
  return <RoomMessages key={`${widget.roomId}/${widget.key}`} feed={feed} emptyText={widget.emptyText} canStop={widget.canStop} />
}

/** Draws what a room's feed has. */
export function RoomMessages({ feed, emptyText, canStop }: { readonly feed: RoomFeed; readonly emptyText: string; readonly canStop: boolean }) {
  const { phase, problem, name, me, participants, messages, more, isLoadingEarlier, readTo, newAfter, posts } = useRoom(feed, (now) => now)
  const { scroller, content, isAtEnd, onScroll, toEnd } = useRoomScroll(feed)
  const rows = useMemo(() => roomRows({ messages, posts, newAfter, me, more }), [messages, posts, newAfter, me, more])
  const mentionedIn = useMemo(() => mentionNames(participants), [participants])
  const readers = useMemo(() => readersOf(messages, participants, me), [messages, participants, me])
  const words = useAnnouncements(messages, me, phase === 'open')
  const unread = unreadOf(messages, me, readTo)
  const typing = typingWords(participants, me)
  const self: RoomMessage['author'] = { type: 'person', id: me, name: participants.find(({ id }) => id === me)?.name ?? 'You' }
  const nowMs = useNowMs()
  const isEmpty = rows.length === 0
  return (
    <section className="halley-room" data-still={feed === sampleRoom || undefined} aria-label={name === '' ? 'Room' : name} data-phase={phase}>
      {phase === 'closed' || phase === 'failed' ? <RoomProblem feed={feed} phase={phase} problem={problem} /> : null}
      <div className="halley-room-frame">
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
        <div ref={scroller} className="halley-room-scroll" role="log" aria-live="off" aria-label={`Messages${name === '' ? '' : ` of ${name}`}`} aria-busy={phase === 'opening' || undefined} tabIndex={0} onScroll={onScroll}>
          <div ref={content} className="halley-room-list">
            {more ? <button type="button" className="halley-room-earlier" aria-disabled={isLoadingEarlier || undefined} onClick={() => void feed.loadEarlier()}>{isLoadingEarlier ? 'Loading…' : 'Earlier messages'}</button> : null}
            {isEmpty && phase === 'open' ? <p className="halley-empty-list halley-room-empty">{emptyText}</p> : null}
            {isEmpty && phase === 'opening' ? <p className="halley-empty-list halley-room-empty" role="status">Opening the conversation…</p> : null}
            {rows.map((row): ReactNode => {
              switch (row.type) {
                case 'day':
                  return <div key={row.key} className="halley-room-line" role="separator" aria-label={dayWords(row.at, nowMs)}><span>{dayWords(row.at, nowMs)}</span></div>
                case 'new':
                  return <div key={row.key} className="halley-room-line" data-new-messages="" role="separator" aria-label="New messages"><span>New messages</span></div>
                case 'message':
                  return <RoomMessageRow key={row.key} feed={feed} message={row.message} isFirst={row.isFirst} me={me} canStop={canStop} mentioned={mentionedIn(row.message.mentions)} readers={readers.get(row.message.seq) ?? nobody} />
                case 'post':
                  return <RoomPostRow key={row.key} feed={feed} post={row.post} isFirst={row.isFirst} author={self} />
              }
            })}
          </div>
        </div>
        {isAtEnd ? null : (
          <button type="button" className="halley-room-to-end" data-unread={unread > 0 || undefined} onClick={toEnd}>
            <ArrowDown aria-hidden="true" size={14} />
            {unread > 0 ? `${unread.toLocaleString('en')} new ${unread === 1 ? 'message' : 'messages'}` : 'To the newest'}
          </button>
        )}
      </div>
      <p className="halley-room-typing">{typing}</p>
      <p className="halley-announcer" role="status" aria-live="polite">{words}</p>
    </section>
  )
}

function RoomProblem({ feed, phase, problem }: { readonly feed: RoomFeed; readonly phase: 'closed' | 'failed'; readonly problem: string | null }) {
  return (
    <div className="halley-room-problem" role="alert">
      <span>{problem ?? (phase === 'closed' ? 'This room is closed.' : 'The room cannot be opened.')}</span>
      <button type="button" className="halley-link" onClick={feed.open}>Try again</button>
    </div>
  )
}

/** The words for a screen reader; they stay until the next message. What is there when a room is opened is not news. */
function useAnnouncements(messages: readonly RoomMessage[], me: string, isOpen: boolean): string {
  const [known, setKnown] = useState<{ readonly messages: readonly RoomMessage[] | null; readonly words: string }>({ messages: null, words: '' })
  if (isOpen && known.messages !== messages) {
    // Earlier pages come above and are not news either.
    const isOpened = known.messages === null
    setKnown({ messages, words: isOpened ? '' : announcement(known.messages, messages, me) || known.words })
  }
  return known.words
}
