import type { RoomFeed, RoomPost } from '@halley/client'
import type { RoomMessage, RoomParticipant } from '@halley/protocol'
import { RotateCcw, Square } from 'lucide-react'
import { memo, useState, useSyncExternalStore, type ReactNode } from 'react'
import { ParticipantFace } from './participant-face.tsx'
import { RoomText } from './room-text.tsx'
import { answerWords, exactTime, timeWords } from './room-words.ts'

type RoomMessageProps = {
  readonly feed: RoomFeed
  readonly message: RoomMessage
  readonly isFirst: boolean
  readonly me: string
  readonly canStop: boolean
  /** What may stand behind an `@` for those whom it mentions, one in each line. */
  readonly mentioned: string
  /** Who has read up to here. */
  readonly readers: readonly RoomParticipant[]
}

/** Read marks that are drawn of one message; of more, their number. */
const MARKS = 4

/** One message. It is drawn again only when it is another one, or other people have read up to it. */
export const RoomMessageRow = memo(function RoomMessageRow({ feed, message, isFirst, me, canStop, mentioned, readers }: RoomMessageProps) {
  const { id, seq, author, at, state, reason, mentions } = message
  return (
    <article className="halley-room-message" data-seq={seq} data-first={isFirst || undefined} data-mine={author.id === me || undefined} data-mentions-me={mentions.includes(me) || undefined} data-state={state} aria-label={`${author.name}, ${timeWords(at)}`} aria-busy={state === 'running' || undefined}>
      <RoomMessageHead author={author} at={at} isFirst={isFirst} />
      <div className="halley-room-body">
        {state === 'running' ? <GrowingText feed={feed} message={message} /> : <RoomText markdown={message.text} mentioned={mentioned} />}
        {state === 'cancelled' || state === 'failed' ? <p className="halley-stream-words" data-state={state}>{answerWords(state, reason, message.text !== '')}</p> : null}
        {state === 'running' && canStop && author.type === 'agent' ? <AnswerButton request={() => feed.stopAnswer(id)} label={`Stop the answer of ${author.name}`}><Square aria-hidden="true" size={11} />Stop</AnswerButton> : null}
        {state === 'failed' && author.type === 'agent' ? <AnswerButton request={() => feed.askAgain(id)} label={`Ask ${author.name} again`}><RotateCcw aria-hidden="true" size={12} />Ask again</AnswerButton> : null}
        {readers.length === 0 ? null : <ReadMarks readers={readers} />}
      </div>
    </article>
  )
}, isSameRow)

function isSameRow(left: RoomMessageProps, right: RoomMessageProps): boolean {
  return left.feed === right.feed && left.message === right.message && left.isFirst === right.isFirst && left.me === right.me && left.canStop === right.canStop && left.mentioned === right.mentioned
    && left.readers.length === right.readers.length && left.readers.every(({ id, name }, index) => right.readers[index]?.id === id && right.readers[index].name === name)
}

function RoomMessageHead({ author, at, isFirst }: { readonly author: RoomMessage['author']; readonly at: string; readonly isFirst: boolean }) {
  const time = <time dateTime={at} title={exactTime(at)}>{timeWords(at)}</time>
  if (!isFirst) return <span className="halley-room-time-beside" aria-hidden="true">{time}</span>
  return (
    <>
      <ParticipantFace {...author} />
      <p className="halley-room-author">
        <span className="halley-room-name">{author.name}</span>
        {author.type === 'agent' ? <span className="halley-room-agent">Agent</span> : null}
        <span className="halley-room-time">{time}</span>
      </p>
    </>
  )
}

function GrowingText({ feed: { growing }, message: { id, text } }: { readonly feed: RoomFeed; readonly message: RoomMessage }) {
  const read = () => growing.get().get(id)
  const shown = useSyncExternalStore(growing.subscribe, read, read) ?? text
  return (
    <div className="halley-room-growing" data-empty={shown === '' || undefined}>
      {shown === '' ? <p className="halley-room-thinking"><span className="halley-unseen">Answering</span><span aria-hidden="true" className="halley-room-dots"><i /><i /><i /></span></p> : <RoomText markdown={shown} mentioned="" />}
    </div>
  )
}

/** Asks for something with an answer. What comes of it is another state of the message, which takes the button away. */
function AnswerButton({ request, label, children }: { readonly request: () => ReturnType<RoomFeed['stopAnswer']>; readonly label: string; readonly children: ReactNode }) {
  const [asked, setAsked] = useState<{ readonly isPending: boolean; readonly problem: string | null }>({ isPending: false, problem: null })
  const ask = async () => {
    if (asked.isPending) return
    setAsked({ isPending: true, problem: null })
    const reply = await request()
    if (!reply.ok) setAsked({ isPending: false, problem: reply.error.message })
  }
  return (
    <div className="halley-room-stop">
      <button type="button" className="halley-button" data-in-row="" data-tone="plain" aria-label={label} aria-disabled={asked.isPending || undefined} data-pending={asked.isPending || undefined} onClick={() => void ask()}>{children}</button>
      {asked.problem === null ? null : <span role="alert" className="halley-error">{asked.problem}</span>}
    </div>
  )
}

function ReadMarks({ readers }: { readonly readers: readonly RoomParticipant[] }) {
  const names = readers.map(({ name }) => name).join(', ')
  return (
    <p className="halley-room-readers" title={`Read by ${names}`}>
      <span className="halley-unseen">Read by {names}</span>
      {readers.slice(0, MARKS).map(({ id, name, type }) => <ParticipantFace key={id} id={id} name={name} type={type} size="tiny" />)}
      {readers.length > MARKS ? <span aria-hidden="true">+{readers.length - MARKS}</span> : null}
    </p>
  )
}

/** What was written here and is not in the room yet: on its way, or why it is not. */
export function RoomPostRow({ feed, post, isFirst, author }: { readonly feed: RoomFeed; readonly post: RoomPost; readonly isFirst: boolean; readonly author: RoomMessage['author'] }) {
  const { id, text, at, state, reason } = post
  return (
    <article className="halley-room-message" data-first={isFirst || undefined} data-mine="" data-post={state} aria-label={`${author.name}, ${state === 'failed' ? 'not sent' : 'sending'}`}>
      <RoomMessageHead author={author} at={at} isFirst={isFirst} />
      <div className="halley-room-body">
        <RoomText markdown={text} mentioned="" />
        {state === 'sending' ? <p className="halley-room-sending">Sending…</p> : (
          <p className="halley-room-unsent" role="alert">
            <span>Not sent: {reason}</span>
            <button type="button" className="halley-link" onClick={() => feed.retryPost(id)}>Retry</button>
            <button type="button" className="halley-link" onClick={() => feed.dropPost(id)}>Delete</button>
          </p>
        )}
      </div>
    </article>
  )
}
