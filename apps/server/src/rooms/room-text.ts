import { LIMITS } from '@halley/model'
import { refused, type RoomRefusal } from './room-place.ts'

/** Half a character, or one that is none: nobody could read it, and not every database, program or mail takes it. */
const UNREADABLE = /[\p{Surrogate}\p{Cc}]/gu

/** The text as rooms keep it: line ends are one character, and what cannot be read shows as �. */
export function readable(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').replaceAll(UNREADABLE, (character) => (character === '\n' || character === '\t' ? character : '\ufffd'))
}

/** Why a text cannot be posted; undefined when it can. */
export function textProblem(text: string): RoomRefusal | undefined {
  if (text.trim() === '') return refused('room/text_empty', 'The message is empty.')
  if (text.length > LIMITS.roomMessageCharacters) return refused('too_large', `The message has ${text.length.toLocaleString('en')} characters; the limit is ${LIMITS.roomMessageCharacters.toLocaleString('en')}.`)
  return undefined
}
