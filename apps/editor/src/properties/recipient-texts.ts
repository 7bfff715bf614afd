import { inOrder, type Project } from '@halley/model'
import type { OfferedText } from '../expression-field/offered-texts.ts'

const none: readonly OfferedText[] = []

/** What "Who" of a send can name: the users that the personas are, or the roles that they and the channels have; and whom a notification can name (`people`). */
export function recipientTexts({ personas, channels }: Pick<Project, 'personas' | 'channels'>, deliverTo: unknown): readonly OfferedText[] {
  if (deliverTo === 'users') return inOrder(personas).map(({ id, name }) => ({ value: id, name }))
  if (deliverTo === 'people') return inOrder(personas).map(({ technicalName, name }) => ({ value: technicalName, name }))
  if (deliverTo !== 'roles') return none
  const roles = [...Object.values(personas).flatMap((persona) => persona.roles), ...Object.values(channels).flatMap(({ sendRoles, listenRoles }) => [...sendRoles, ...listenRoles])]
  return [...new Set(roles)].toSorted().map((role) => ({ value: role, name: role }))
}
