import { Bot } from 'lucide-react'
import { initialsOf, toneOf } from '../presence-words.ts'

/** A face with initials, or the mark of an agent. For the eyes alone: the name stands beside it. */
export function ParticipantFace({ type, id, name, size = 'normal', isHere }: { readonly type: 'person' | 'agent'; readonly id: string; readonly name: string; readonly size?: 'normal' | 'tiny'; /** Left out where it does not matter. */ readonly isHere?: boolean }) {
  return (
    <span aria-hidden="true" className="halley-face halley-room-face" data-tone={toneOf(id)} data-size={size} data-type={type} data-here={isHere}>
      {type === 'agent' ? <Bot size={size === 'tiny' ? 10 : 15} /> : initialsOf(name)}
    </span>
  )
}
