import type { RoomParticipant } from '@halley/protocol'
import { ParticipantFace } from './participant-face.tsx'

type MentionListProps = { readonly id: string; readonly people: readonly RoomParticipant[]; readonly active: number; readonly onChoose: (participant: RoomParticipant) => void; readonly onPoint: (index: number) => void }

/** The id of one that is offered, for the text field that speaks of it. */
export const mentionId = (listId: string, index: number) => `${listId}-${index}`

/** Who may be mentioned, above the text field; the focus stays in that. */
export function MentionList({ id, people, active, onChoose, onPoint }: MentionListProps) {
  return (
    <div id={id} className="halley-mentions" role="listbox" aria-label="People and agents to mention">
      {people.map((participant, index) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- arrows and Enter work in the text field
        <div
          key={participant.id}
          id={mentionId(id, index)}
          className="halley-mention"
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          onPointerEnter={() => onPoint(index)}
          // Before the text field would lose the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(participant)}
        >
          <ParticipantFace type={participant.type} id={participant.id} name={participant.name} size="tiny" />
          <span className="halley-mention-name">{participant.name}</span>
          <span className="halley-mention-handle">@{participant.handle}</span>
        </div>
      ))}
    </div>
  )
}
