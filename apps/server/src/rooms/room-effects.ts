import type { EffectResult } from '@halley/engine'
import { LIMITS } from '@halley/model'
import type { OutwardEffects } from '../sessions/outward-effects.ts'
import { hasRole, roleList, type Sender } from '../sessions/publish-message.ts'
import type { RoomPerson } from '../storage/room-storage.ts'
import { StorageUnavailable } from '../storage/storage.ts'
import { findRoom } from './room-place.ts'
import { readable, textProblem } from './room-text.ts'
import type { Rooms } from './rooms.ts'

/** Makes what Room nodes do in rooms: as the session's user, or as the agent whose flow it is. Doing it again does it once. */
export function createRoomEffects(rooms: Rooms): OutwardEffects['doInRoom'] {
  return async (effect, sender) => {
    try {
      const result = await doInRoom(rooms, effect, sender)
      if (effect.action.type === 'post') rooms.posted(result.ok ? 'accepted' : result.code)
      return result
    } catch (error) {
      if (error instanceof StorageUnavailable) return failed('unavailable', 'The storage did not take it; nothing was done in the room.')
      throw error
    }
  }
}

async function doInRoom(rooms: Rooms, { effectId, roomId, key, action, hops }: Parameters<OutwardEffects['doInRoom']>[0], sender: Sender): Promise<EffectResult> {
  const { project, runsIn, user, label } = sender
  const found = findRoom(project, runsIn.environment, { roomId, key })
  if (!found.ok) return found
  const { room, place } = found
  const standing = rooms.standingOf(label.sessionId)
  // An agent is in the rooms that have it, whatever their roles.
  if ((standing === undefined || room.agents[standing.author.id] === undefined) && !hasRole(user, room.roles)) return failed('forbidden', `${user.name} may not be in "${room.name}"; it needs the role ${roleList(room.roles)}.`)
  const instance = rooms.of(place)
  const person: RoomPerson = { id: user.id, name: user.name, role: user.roles.join(', ') }
  switch (action.type) {
    case 'join':
    case 'leave':
      // Who is there as an agent is said by the model.
      if (standing === undefined) await instance.setMember(person, action.type === 'join')
      return { ok: true }
    case 'markRead':
      if (standing === undefined) await instance.markRead(person, null)
      return { ok: true }
    case 'post': {
      const text = readable(action.text)
      const problem = textProblem(text)
      if (problem !== undefined) return problem
      if (hops > LIMITS.hops) return failed('hops_exceeded', `Messages caused messages ${hops} times in a row; the limit is ${LIMITS.hops}. A flowchart probably posts because of what it posted.`)
      const tooMany = sender.sendProblem(room)
      if (tooMany !== undefined) return failed('rate_limited', tooMany)
      const id = sender.repeatableId?.() ?? `${label.sessionId}-${effectId}`
      const as = standing ?? { author: { type: 'person' as const, id: user.id, name: user.name }, agentsInRow: 0 }
      const posted = await instance.post({ ...as, hops, id, text, role: person.role, session: label, source: `session/${label.sessionId}` })
      return posted.ok ? { ok: true, value: id } : posted
    }
  }
}

function failed(code: string, text: string): EffectResult {
  return { ok: false, code, text }
}
