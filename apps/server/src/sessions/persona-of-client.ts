import type { SessionUser } from '@halley/engine'
import type { Project } from '@halley/model'
import type { Environment } from '@halley/protocol'

/** What a client without a persona acts as. */
const GUEST: SessionUser = { id: 'guest', name: 'Guest', roles: [] }

/** Who a client acts as: the persona as it is in the model now, else a guest. */
export function userOf(project: Project, personaId: string | null): SessionUser {
  const persona = personaId === null ? undefined : project.personas[personaId]
  return persona === undefined ? GUEST : { id: persona.id, name: persona.name, roles: persona.roles }
}

/** The flow that a client begins with: the one it asks for (in a published app nobody chooses), its persona's, or the project's Home. */
export function startFlowOf(project: Project, environment: Environment, { personaId, flowId }: { readonly personaId: string | null; readonly flowId: string | null }): string | null {
  const persona = personaId === null ? undefined : project.personas[personaId]
  return (environment === 'published' ? null : flowId) ?? persona?.homeFlowId ?? project.settings.homeFlowId
}
