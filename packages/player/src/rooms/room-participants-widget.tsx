import type { RoomFeed } from '@halley/client'
import type { WidgetView } from '@halley/model'
import type { RoomParticipant } from '@halley/protocol'
import { ParticipantFace } from './participant-face.tsx'
import { readWords } from './room-words.ts'
import { useRoom, useRoomFeed } from './use-room.ts'
import './rooms.css'

type View = Extract<WidgetView, { kind: 'roomParticipants' }>

/** Who is in a room. */
export function RoomParticipantsWidget({ widget }: { readonly widget: View }) {
  const feed = useRoomFeed(widget)
  return <RoomParticipants feed={feed} layout={widget.layout} />
}

export function RoomParticipants({ feed, layout }: { readonly feed: RoomFeed; readonly layout: View['layout'] }) {
  const participants = useRoom(feed, (now) => now.participants)
  const more = useRoom(feed, (now) => now.moreParticipants)
  const phase = useRoom(feed, (now) => now.phase)
  const me = useRoom(feed, (now) => now.me)
  const lastSeq = useRoom(feed, (now) => now.messages.at(-1)?.seq ?? 0)
  if (participants.length === 0) return <p className="halley-presence-unknown" role="status">{phase === 'opening' ? 'Looking who is here…' : phase === 'open' ? 'Nobody is here.' : 'Who is here is not known.'}</p>
  return (
    // oxlint-disable-next-line jsx-a11y/no-redundant-roles -- a list without marks is none to some screen readers unless it says so
    <ul className="halley-presence halley-participants" data-layout={layout} role="list" aria-label="Who is in the room">
      {participants.map((participant) => (layout === 'avatars' ? <Avatar key={participant.id} participant={participant} me={me} /> : <Line key={participant.id} participant={participant} me={me} lastSeq={lastSeq} />))}
      {more > 0 ? <li className="halley-presence-more">and {more.toLocaleString('en')} more</li> : null}
    </ul>
  )
}

function Avatar({ participant, me }: { readonly participant: RoomParticipant; readonly me: string }) {
  const { type, id, name, isHere, isTyping } = participant
  const words = `${nameWords(participant, me)}, ${placeWords(participant)}`
  return (
    <li className="halley-presence-person halley-participant" title={words}>
      <ParticipantFace type={type} id={id} name={name} isHere={isHere} />
      {isTyping ? <span aria-hidden="true" className="halley-participant-typing"><span className="halley-room-dots"><i /><i /><i /></span></span> : null}
      <span className="halley-unseen">{words}</span>
    </li>
  )
}

function Line({ participant, me, lastSeq }: { readonly participant: RoomParticipant; readonly me: string; readonly lastSeq: number }) {
  const { type, id, name, role, isHere } = participant
  const about = [placeWords(participant), ...(type === 'person' && id !== me && lastSeq > 0 ? [readWords(participant, lastSeq)] : [])].join(' · ')
  return (
    <li className="halley-presence-person halley-participant">
      <ParticipantFace type={type} id={id} name={name} isHere={isHere} />
      <span className="halley-participant-words">
        <span className="halley-presence-name">{nameWords(participant, me)}{type === 'agent' ? <span className="halley-room-agent">Agent</span> : null}</span>
        <span className="halley-participant-about">{role === '' || type === 'agent' ? about : `${role} · ${about}`}</span>
      </span>
    </li>
  )
}

function nameWords({ id, name }: RoomParticipant, me: string): string {
  return id === me ? `${name} (you)` : name
}

function placeWords({ type, isHere, isTyping }: RoomParticipant): string {
  if (isTyping) return type === 'agent' ? 'answering…' : 'typing…'
  if (type === 'agent') return 'agent'
  return isHere ? 'here' : 'away'
}
