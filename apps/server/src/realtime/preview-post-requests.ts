import type { EditorRequests } from '@halley/protocol'
import { refuse, type Handlers } from './serve-requests.ts'

/** Answers what an editor asks about how the personas of its preview are reached. */
export function previewPostRequests(): Handlers<Pick<EditorRequests, 'previewPosts' | 'setPersonaReach'>> {
  const notHere = () => refuse({ code: 'unavailable', message: 'There are no notifications here.' })
  return { previewPosts: notHere, setPersonaReach: notHere }
}
