import { deriveTechnicalName } from '../names.ts'
import type { Project } from '../project.ts'
import type { Agent } from '../room.ts'
import type { NewId } from './new-id.ts'
import { newResource, type NewResource } from './new-resource.ts'
import { orderAt } from './order-keys.ts'

/** Adds a room that everybody may be in, without agents. Returns its id. */
export function createRoom(draft: Project, options: NewResource & { readonly keyName?: string | null }, newId: NewId): string {
  const base = newResource(draft, 'rooms', options, newId)
  draft.rooms[base.id] = { ...base, keyName: options.keyName ?? null, roles: [], agents: {}, agentHops: 4, keepDays: null }
  return base.id
}

/** Adds an agent to a room: it answers when it is mentioned, by an AI model that is still to be chosen. Returns its id; null when the room is gone. */
export function addAgent(draft: Project, roomId: string, options: { readonly name: string; readonly by?: Agent['by']; readonly answers?: Agent['answers'] }, newId: NewId): string | null {
  const room = draft.rooms[roomId]
  if (room === undefined) return null
  const id = newId()
  const others = Object.values(room.agents)
  room.agents[id] = {
    id, order: orderAt(others), name: options.name, technicalName: deriveTechnicalName(options.name, 'lower', new Set(others.map(({ technicalName }) => technicalName))), technicalNameSetByHand: false,
    answers: options.answers ?? 'mentioned', by: options.by ?? { type: 'model', connectionId: null, instructions: '', rememberedMessages: 20 },
  }
  return id
}
