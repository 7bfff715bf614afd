import { roleMay, type Capability, type OrgRole, type Permission } from '@halley/protocol'
import type { StoredOrg } from '../storage/identity-storage.ts'

/** A person as others see them. */
export type KnownPerson = { readonly id: string; readonly name: string; readonly email: string }

/** What a person is in the organisation where they are now. */
export type Membership = { readonly org: StoredOrg; readonly role: OrgRole; /** Roles of modelled apps. */ readonly appRoles: readonly string[] }

/**
 * Who asks for something. `local`: somebody at this machine while nobody has an account, who may do everything. A person has signed
 * in; without a membership they are in no organisation any more. A token is of a program, and may do what it lists.
 */
export type Identity =
  | { readonly type: 'local'; readonly org: StoredOrg }
  | { readonly type: 'person'; readonly person: KnownPerson; readonly loginHash: string; readonly membership: Membership | null }
  | { readonly type: 'token'; readonly tokenId: string; readonly name: string; readonly org: StoredOrg; readonly allow: readonly Capability[]; readonly appRoles: readonly string[]; /** Epoch milliseconds; null: never. */ readonly expiresAt: number | null }

/** The organisation in whose name somebody asks; null for a person who is in none. */
export function orgOf(identity: Identity): StoredOrg | null {
  return identity.type === 'person' ? (identity.membership?.org ?? null) : identity.org
}

/** True when somebody may do a thing in their organisation. A token has no role: it may only do what it lists, with events. */
export function may(identity: Identity, permission: Permission): boolean {
  switch (identity.type) {
    case 'local':
      return true
    case 'person':
      return identity.membership !== null && roleMay(identity.membership.role, permission)
    case 'token':
      return false
  }
}

/** What all connections of one user are counted by; null where nobody counts. */
export function userKeyOf(identity: Identity): string | null {
  switch (identity.type) {
    case 'local':
      return null
    case 'person':
      return personKey(identity.person.id)
    case 'token':
      return tokenKey(identity.tokenId)
  }
}

/** Everything whose end or change ends a connection of this identity. */
export function keysOf(identity: Identity): readonly string[] {
  switch (identity.type) {
    case 'local':
      return [LOCAL_KEY]
    case 'person':
      return [loginKey(identity.loginHash), personKey(identity.person.id), ...(identity.membership === null ? [] : [memberKey(identity.membership.org.id, identity.person.id)])]
    case 'token':
      return [tokenKey(identity.tokenId)]
  }
}

/** Everybody at this machine, until there are accounts. */
export const LOCAL_KEY = 'local'

/** One sign-in. */
export function loginKey(idHash: string): string {
  return `login:${idHash}`
}

/** All sign-ins of a person. */
export function personKey(id: string): string {
  return `person:${id}`
}

/** A person in one organisation. */
export function memberKey(orgId: string, personId: string): string {
  return `member:${orgId}/${personId}`
}

/** An API token. */
export function tokenKey(id: string): string {
  return `token:${id}`
}

/** What edits, versions and log rows say of who made them. */
export function nameOf(identity: Identity): string | null {
  return identity.type === 'local' ? null : identity.type === 'person' ? identity.person.name : identity.name
}
