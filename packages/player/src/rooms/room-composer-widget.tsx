import type { RoomFeed } from '@halley/client'
import { LIMITS, type WidgetView } from '@halley/model'
import type { RoomParticipant } from '@halley/protocol'
import { SendHorizontal } from 'lucide-react'
import { useId, useLayoutEffect, useRef, useState, useSyncExternalStore, type KeyboardEvent } from 'react'
import { MentionList, mentionId } from './mention-list.tsx'
import { withMention } from './mentions.ts'
import { useMentions } from './use-mentions.ts'
import { useIsLive, useRoom, useRoomFeed } from './use-room.ts'
import './rooms.css'

type View = Extract<WidgetView, { kind: 'roomComposer' }>

/** Lines after which the text field scrolls. */
const LINES = 6
/** Characters before the limit from which on it is told. */
const LIMIT_NEAR = 500

/** Where somebody writes into a room. */
export function RoomComposerWidget({ widget }: { readonly widget: View }) {
  const feed = useRoomFeed(widget)
  return <RoomComposer key={`${widget.roomId}/${widget.key}`} feed={feed} placeholder={widget.placeholder} />
}

export function RoomComposer({ feed, placeholder }: { readonly feed: RoomFeed; readonly placeholder: string }) {
  const phase = useRoom(feed, (now) => now.phase)
  const problem = useRoom(feed, (now) => now.problem)
  const participants = useRoom(feed, (now) => now.participants)
  const me = useRoom(feed, (now) => now.me)
  const name = useRoom(feed, (now) => now.name)
  const isLive = useIsLive()
  const { text } = useSyncExternalStore(feed.draft.subscribe, feed.draft.get, feed.draft.get)
  const [caret, setCaret] = useState(0)
  const area = useRef<HTMLTextAreaElement>(null)
  const moveTo = useRef<number | null>(null)
  const listId = useId()
  const hintId = useId()

  const type = (next: string, at: number) => {
    setCaret(at)
    feed.keepDraft(next)
    feed.noteTyping(next.trim() !== '')
  }
  const choose = (participant: RoomParticipant) => {
    if (mentions.mention === null) return
    const written = withMention(text, caret, mentions.mention, participant.handle)
    moveTo.current = written.caret
    type(written.text, written.caret)
  }
  const mentions = useMentions({ text, caret, participants, me, onChoose: choose })

  useLayoutEffect(() => {
    const element = area.current
    if (element === null) return
    if (moveTo.current !== null) element.setSelectionRange(moveTo.current, moveTo.current)
    moveTo.current = null
    grow(element)
  }, [text])

  const words = text.trim()
  const over = words.length - LIMITS.roomMessageCharacters
  const hint = whyNotSent({ phase, problem, isLive, over })
  const maySend = words !== '' && hint === null
  const send = () => {
    if (!maySend) return
    feed.post(words)
    type('', 0)
    area.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that ends a word of an input method is not meant for us.
    if (event.nativeEvent.isComposing) return
    if (mentions.onKey(event)) return event.preventDefault()
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return undefined
    event.preventDefault()
    return send()
  }
  const noteCaret = (element: HTMLTextAreaElement) => {
    if (element.selectionStart !== caret) setCaret(element.selectionStart)
  }
  const isOffered = mentions.people.length > 0
  return (
    <div className="halley-composer" data-disabled={hint !== null || undefined}>
      {isOffered ? <MentionList id={listId} people={mentions.people} active={mentions.active} onChoose={choose} onPoint={mentions.onPoint} /> : null}
      <div className="halley-composer-box">
        <textarea
          ref={area}
          className="halley-composer-text"
          rows={1}
          value={text}
          placeholder={placeholder}
          readOnly={phase === 'closed'}
          aria-label={name === '' ? 'Message' : `Message to ${name}`}
          aria-describedby={hintId}
          aria-autocomplete="list"
          aria-controls={isOffered ? listId : undefined}
          aria-activedescendant={isOffered ? mentionId(listId, mentions.active) : undefined}
          onChange={(event) => {
            mentions.onTyped()
            type(event.target.value, event.target.selectionStart)
          }}
          onSelect={(event) => noteCaret(event.currentTarget)}
          onBlur={() => feed.noteTyping(false)}
          onKeyDown={onKeyDown}
        />
        <button type="button" className="halley-composer-send" aria-label="Send" title="Send (Enter)" aria-disabled={!maySend || undefined} onClick={send}><SendHorizontal aria-hidden="true" size={17} /></button>
      </div>
      <p id={hintId} className="halley-composer-hint" data-tone={over > 0 ? 'danger' : undefined} role="status">
        {hint ?? (over > -LIMIT_NEAR ? `${words.length.toLocaleString('en')} of ${LIMITS.roomMessageCharacters.toLocaleString('en')} characters` : '')}
      </p>
    </div>
  )
}

/** Why nothing can be sent now, and what becomes of what is typed; null when it can. */
export function whyNotSent({ phase, problem, isLive, over }: { readonly phase: string; readonly problem: string | null; readonly isLive: boolean; readonly over: number }): string | null {
  if (phase === 'closed') return problem ?? 'This room is closed.'
  if (!isLive) return 'Not connected. What you write is kept until you can send it.'
  if (phase === 'failed') return problem ?? 'The room could not be opened.'
  if (phase === 'opening') return 'Opening the conversation…'
  return over > 0 ? `Too long by ${over.toLocaleString('en')} characters; ${LIMITS.roomMessageCharacters.toLocaleString('en')} are the most.` : null
}

/** As tall as its text, up to some lines. */
function grow(element: HTMLTextAreaElement): void {
  element.style.height = 'auto'
  const style = getComputedStyle(element)
  const around = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom)
  const most = Number.parseFloat(style.lineHeight) * LINES + around
  element.style.height = `${Math.min(element.scrollHeight, most)}px`
  element.style.overflowY = element.scrollHeight > most + 1 ? 'auto' : 'hidden'
}
