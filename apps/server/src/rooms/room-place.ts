import type { Project, Room } from '@halley/model'
import { keyToToken, NO_KEY, tokenToKey, type RunsIn } from '../sessions/topic-names.ts'
import type { RoomPlace } from '../storage/room-storage.ts'

/** A room of an app as its clients name it: the resource, and the key of one that has keys. */
export type RoomName = { readonly roomId: string; readonly key: string | null }

/** Why something in a room was not done. */
export type RoomRefusal = { readonly ok: false; readonly code: string; readonly text: string }

/** Builds a refusal. */
export function refused(code: string, text: string): RoomRefusal {
  return { ok: false, code, text }
}

/** A room of an app and where what is said in it is kept; or why there is no such room. */
export function findRoom(project: Project, environment: RunsIn['environment'], { roomId, key }: RoomName): { readonly ok: true; readonly room: Room; readonly place: RoomPlace } | RoomRefusal {
  const room = project.rooms[roomId]
  if (room === undefined) return refused('room/missing', 'The room does not exist any more.')
  if (room.keyName === null && key !== null) return refused('room/missing', `"${room.name}" is one room, without a key.`)
  if (room.keyName !== null && key === null) return refused('room/missing', `"${room.name}" is one room per ${room.keyName}; say which one.`)
  const keyToken = key === null ? NO_KEY : keyToToken(key)
  if (keyToken === undefined) return refused('topic_invalid', `The key "${(key ?? '').slice(0, 80)}" is too long for a topic: 64 letters and digits at most, others count three.`)
  return { ok: true, room, place: { projectId: project.id, environment, roomId, keyToken } }
}

/** The key of a room, null for one without. */
export function keyOf({ keyToken }: RoomPlace): string | null {
  return tokenToKey(keyToken)
}

/** How people call it: "Support (T-1)". */
export function titleOf({ name }: Pick<Room, 'name'>, key: string | null): string {
  return key === null ? name : `${name} (${key})`
}

/** A name for maps. */
export function placeName({ projectId, environment, roomId, keyToken }: RoomPlace): string {
  return `${projectId}/${environment}/${roomId}/${keyToken}`
}
