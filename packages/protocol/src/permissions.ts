import { z } from 'zod'

/** What a person is in an organisation, the weakest first; each may all that those before it may. */
export const orgRoles = ['viewer', 'editor', 'owner'] as const

export const orgRoleSchema = z.enum(orgRoles)
export type OrgRole = z.infer<typeof orgRoleSchema>

/**
 * What can be done with what belongs to an organisation, and the weakest role that may. The server asks this table at every
 * route and request; pages read it to leave out what would be refused. Without accounts (mode `local`) everything is allowed.
 */
export const permissions = {
  /** Read projects, versions, rows of lists, logs; watch sessions; open drafts and published apps. */
  'project/read': 'viewer',
  /** Create, change and delete projects, their versions, rows and secrets; clear the log; look at a published app as a persona. */
  'project/change': 'editor',
  /** Say which version runs at `/a/{app}`, or that none does: it is what people outside the team meet. */
  'project/publish': 'owner',
  /** Publish events of one's own choice, outside of what a flow sends. */
  'event/publish': 'editor',
  'event/subscribe': 'viewer',
  /** See the names of the others. */
  'people/read': 'viewer',
  /** Invite, change roles, remove. */
  'people/manage': 'owner',
  'tokens/manage': 'owner',
} as const satisfies Record<string, OrgRole>

export type Permission = keyof typeof permissions

/** True when a role is enough for what is to be done. */
export function roleMay(role: OrgRole, permission: Permission): boolean {
  return orgRoles.indexOf(role) >= orgRoles.indexOf(permissions[permission])
}
