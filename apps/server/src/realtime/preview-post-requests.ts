import type { EditorRequests } from '@halley/protocol'
import type { Notifications } from '../notifications/create-notifications.ts'
import type { ProjectRoom } from '../projects/project-room.ts'
import { refuse, type Handlers } from './serve-requests.ts'

export type PreviewPostSurroundings = {
  readonly notifications: Notifications
  /** The project that the tab has open; null when none. */
  readonly room: () => ProjectRoom | null
  readonly mayChange: boolean
}

const NOT_OPEN = refuse({ code: 'project/not_found', message: 'Open a project first.' })

/** Answers what an editor asks about how the personas of its preview are reached. */
export function previewPostRequests({ notifications, room, mayChange }: PreviewPostSurroundings): Handlers<Pick<EditorRequests, 'previewPosts' | 'setPersonaReach'>> {
  return {
    previewPosts: () => {
      const open = room()
      return open === null ? NOT_OPEN : { ok: true as const, ...notifications.box.of(open.id) }
    },
    setPersonaReach: async ({ personaId, reach }) => {
      const open = room()
      if (open === null) return NOT_OPEN
      if (!mayChange) return refuse({ code: 'edit/forbidden', message: 'Your role lets you look at this project, not change it; ask an owner.' })
      if (!Object.hasOwn(open.project.personas, personaId)) return refuse({ code: 'persona/not_found', message: 'The project has no such persona; it may have been deleted.' })
      await notifications.setReach(open.id, personaId, reach)
      return { ok: true as const }
    },
  }
}
