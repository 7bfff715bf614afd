import type { SessionUser } from '@halley/engine'
import type { Project } from '@halley/model'
import type { Environment } from '@halley/protocol'

/** What a client without a persona acts as. */
const GUEST: SessionUser = { id: 'guest', name: 'Guest', roles: [] }

/** Whose session it is: the id of who is signed in (null without accounts), and as whom they act where it is as themselves and not as a persona. */
export type Visitor = { readonly owner: string | null; readonly self: SessionUser | null }

/** A client of whom nothing is known. */
export const STRANGER: Visitor = { owner: null, self: null }

/** True when a session of one visitor may be taken up by another: the same person, with the same roles. */
export function isSameVisitor(one: Visitor, other: Visitor): boolean {
  return one.owner === other.owner && JSON.stringify(one.self) === JSON.stringify(other.self)
}

/** Who a client acts as: themselves, or the persona as it is in the model now, else a guest. */
export function userOf(project: Project, personaId: string | null, { self }: Visitor): SessionUser {
  if (self !== null) return self
  const persona = personaId === null ? undefined : project.personas[personaId]
  return persona === undefined ? GUEST : { id: persona.id, name: persona.name, roles: persona.roles }
}

/** The flow that a client begins with: the one it asks for (in a published app nobody chooses), its persona's, or the project's Home. */
export function startFlowOf(project: Project, environment: Environment, { personaId, flowId }: { readonly personaId: string | null; readonly flowId: string | null }): string | null {
  const persona = personaId === null ? undefined : project.personas[personaId]
  return (environment === 'published' ? null : flowId) ?? persona?.homeFlowId ?? project.settings.homeFlowId
}
