import type { Agent, Room } from '@halley/model'
import type { RoomParticipant } from '@halley/protocol'
import type { StoredRoomMessage } from '../storage/room-storage.ts'
import type { ConversationTurn } from '../streams/conversation-source.ts'
import { titleOf } from './room-place.ts'

/** Characters of the history that a model is told at most: the newest messages of them. */
const HISTORY_CHARACTERS = 48_000

/** People and agents that a model is told of by name. */
const NAMED_PARTICIPANTS = 30

export type Telling = { readonly room: Room; readonly key: string | null; readonly agent: Agent; readonly history: readonly StoredRoomMessage[]; readonly participants: readonly RoomParticipant[] }

/** What a model is told before it answers as an agent: who it is, where, with whom, and what was said. */
export function conversationOf({ room, key, agent, history, participants }: Telling): ConversationTurn[] {
  const instructions = agent.by.type === 'model' ? agent.by.instructions.trim() : ''
  const named = participants.slice(0, NAMED_PARTICIPANTS).map(({ type, id, name, handle }) => `${name} (${id === agent.id ? 'you' : type === 'agent' ? `an agent, @${handle}` : `a person, @${handle}`})`)
  const place = `You are ${agent.name} (@${agent.technicalName}) in the room "${titleOf(room, key)}". In it are: ${named.join(', ')}. What others say begins with their name; answer without yours. Mention another agent by @ only when it is to answer.`
  let characters = 0
  const remembered = history.toReversed().filter(({ text, state }) => text !== '' && state !== 'running').filter(({ text }) => {
    characters += text.length
    return characters <= HISTORY_CHARACTERS
  }).toReversed()
  return [
    { role: 'system', name: null, text: instructions === '' ? place : `${instructions}\n\n${place}` },
    ...remembered.map(({ author, text }): ConversationTurn => (author.type === 'agent' && author.id === agent.id ? { role: 'assistant', name: null, text } : { role: 'user', name: author.name, text })),
  ]
}
