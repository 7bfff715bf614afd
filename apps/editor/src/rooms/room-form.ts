import type { Agent, Diagnostic, Project, Room } from '@halley/model'
import { useMemo } from 'react'
import { useProblems } from '../problems/problems-store.ts'
import { change } from '../stores/project-store.ts'

/** Changes one setting of a room; what is typed into one setting without a pause is one step. */
export type PutRoom = (key: string, recipe: (draft: Room, project: Project) => void) => void

/** How the settings of a room are changed. */
export function putRoom({ id, name }: Room): PutRoom {
  return (key, recipe) =>
    change(`Change room ${name}`, (draft) => {
      const room = draft.rooms[id]
      if (room !== undefined) recipe(room, draft)
    }, { mergeKey: `${id}-${key}` })
}

/** Changes one setting of an agent. */
export type PutAgent = (key: string, recipe: (draft: Agent, project: Project) => void) => void

/** How the settings of an agent are changed. */
export function putAgent({ id: roomId }: Room, { id, name }: Agent): PutAgent {
  return (key, recipe) =>
    change(`Change agent ${name}`, (draft) => {
      const agent = draft.rooms[roomId]?.agents[id]
      if (agent !== undefined) recipe(agent, draft)
    }, { mergeKey: `${id}-${key}` })
}

/** The problems of a room whose place begins with a path, such as that of an agent; with `exactly`, those of this place alone. */
export function useRoomProblems(roomId: string, path: readonly string[], exactly = false): readonly Diagnostic[] {
  const diagnostics = useProblems((problems) => problems.diagnostics)
  const wanted = path.join('/')
  return useMemo(() => diagnostics.filter(({ place }) => {
    if (place.type !== 'resource' || place.collection !== 'rooms' || place.id !== roomId) return false
    const at = (place.path ?? []).join('/')
    return at === wanted || (!exactly && at.startsWith(`${wanted}/`))
  }), [diagnostics, roomId, wanted, exactly])
}
