import type { RoomParticipant } from '@halley/protocol'
import { useState, type KeyboardEvent } from 'react'
import { mentionAt, mentioned } from './mentions.ts'

type Typed = { readonly text: string; readonly caret: number }

/** Who is offered while somebody types a mention, and the keys that choose one. */
export function useMentions({ text, caret, participants, me, onChoose }: Typed & { readonly participants: readonly RoomParticipant[]; readonly me: string; readonly onChoose: (participant: RoomParticipant) => void }) {
  const [index, setIndex] = useState(0)
  /** The mention that was put away by Escape. */
  const [closedAt, setClosedAt] = useState<number | null>(null)
  const mention = mentionAt(text, caret)
  const people = mention === null || mention.start === closedAt ? [] : mentioned(participants, mention.query, me)
  const active = Math.min(index, people.length - 1)
  /** Takes a key when it means something here. */
  const onKey = (event: KeyboardEvent): boolean => {
    const chosen = people[active]
    if (chosen === undefined || mention === null) return false
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        setIndex((active + (event.key === 'ArrowDown' ? 1 : people.length - 1)) % people.length)
        return true
      case 'Enter':
      case 'Tab':
        if (event.shiftKey) return false
        setIndex(0)
        onChoose(chosen)
        return true
      case 'Escape':
        setClosedAt(mention.start)
        return true
      default:
        return false
    }
  }
  const onTyped = () => {
    setIndex(0)
    if (closedAt !== null && mention?.start !== closedAt) setClosedAt(null)
  }
  return { mention, people, active, onKey, onTyped, onPoint: setIndex }
}
