import type { Project } from '../project.ts'
import type { NewId } from './new-id.ts'
import { newResource, type NewResource } from './new-resource.ts'

/** Adds a comet message without fields, in the hue that is used least. Returns its id. */
export function createMessage(draft: Project, options: NewResource, newId: NewId): string {
  const base = newResource(draft, 'messages', options, newId)
  draft.messages[base.id] = { ...base, members: {}, hue: leastUsedHue(draft) }
  return base.id
}

/** The first of the ten hues that the fewest messages wear. */
export function leastUsedHue(draft: Project): number {
  const uses = Array.from({ length: 10 }, () => 0)
  for (const message of Object.values(draft.messages)) uses[message.hue] = (uses[message.hue] ?? 0) + 1
  return uses.indexOf(Math.min(...uses))
}
