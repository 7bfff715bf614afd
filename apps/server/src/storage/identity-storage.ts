import type { Capability, OrgRole } from '@halley/protocol'

/** The organisation that is there from the start and owns everything that was made before there were accounts. */
export const FIRST_ORG_ID = 'org_local'

export type StoredOrg = { readonly id: string; readonly name: string; /** Stands in topics; no two have the same. */ readonly token: string }

export type StoredPerson = {
  readonly id: string
  readonly name: string
  /** In lower case; no two have the same. */
  readonly email: string
  /** As argon2 writes it, with its parameters and salt. */
  readonly passwordHash: string
  /** Epoch milliseconds, as all times here. */
  readonly createdAt: number
}

/** What a person is in one organisation. */
export type StoredMembership = { readonly role: OrgRole; /** Roles of modelled apps. */ readonly appRoles: readonly string[]; readonly joinedAt: number }

export type StoredMember = StoredMembership & { readonly person: Omit<StoredPerson, 'passwordHash'> }

/** One sign-in of a person on one device. Only the hash of what the device holds is kept. */
export type StoredLogin = { readonly idHash: string; readonly personId: string; /** Where the person is; null once they are in no organisation. */ readonly orgId: string | null; readonly createdAt: number; readonly seenAt: number }

/** A sign-in with all that a request needs to know of it. */
export type OpenedLogin = { readonly login: StoredLogin; readonly person: StoredPerson; /** What the person is at `login.orgId`. */ readonly membership: (StoredMembership & { readonly org: StoredOrg }) | null }

export type StoredInvitation = { readonly id: string; readonly orgId: string; readonly email: string; readonly role: OrgRole; readonly appRoles: readonly string[]; readonly codeHash: string; readonly invitedBy: string; readonly createdAt: number; readonly expiresAt: number }

export type StoredApiToken = {
  readonly id: string
  readonly orgId: string
  readonly name: string
  /** First characters of the clear token. */
  readonly start: string
  readonly tokenHash: string
  readonly allow: readonly Capability[]
  readonly appRoles: readonly string[]
  readonly createdBy: string
  readonly createdAt: number
  /** Null: never. */
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
}

/** What became of a change of a member: an organisation that would be left without an owner refuses it. */
export type MemberChange = 'done' | 'not_found' | 'last_owner'

export type FirstOwner = { readonly person: StoredPerson; /** What the first organisation is called from now on. */ readonly org: Omit<StoredOrg, 'id'>; /** The claim that is used up, null where none is needed. */ readonly claimHash: string | null }

/** Who takes an invitation up: somebody new, or a person who is there already. */
export type Acceptance = { readonly codeHash: string; readonly at: number; readonly person: StoredPerson | { readonly id: string } }

/** Keeps organisations, people, sign-ins, invitations and API tokens. Promises what `Storage` does; every secret comes here as a hash. */
export type IdentityStorage = {
  hasPeople(): Promise<boolean>
  /** Names the first organisation and makes its owner, once: later, or with another claim than the newest, nothing is changed. */
  createFirstOwner(first: FirstOwner): Promise<'done' | 'people_exist' | 'claim_wrong'>
  /** Keeps the hash of the code that makes the first owner, in place of an earlier one. */
  saveClaim(codeHash: string): Promise<void>

  readOrg(id: string): Promise<StoredOrg | null>
  /** Makes an organisation with a first owner; false when its token is taken. */
  createOrg(org: StoredOrg, ownerId: string, at: number): Promise<boolean>
  /** Gives an organisation another name; its token stays. */
  renameOrg(id: string, name: string): Promise<void>
  /** The organisations of a person, by name. */
  orgsOf(personId: string): Promise<readonly (StoredOrg & { readonly role: OrgRole })[]>

  findPerson(email: string): Promise<StoredPerson | null>
  setPassword(personId: string, passwordHash: string): Promise<void>
  /** By name. */
  members(orgId: string): Promise<readonly StoredMember[]>
  changeMember(orgId: string, personId: string, change: { readonly role?: OrgRole | undefined; readonly appRoles?: readonly string[] | undefined }): Promise<MemberChange>
  /** Takes a person out; their sign-ins go to another organisation of theirs, or to none. */
  removeMember(orgId: string, personId: string): Promise<MemberChange>

  saveLogin(login: StoredLogin): Promise<void>
  openLogin(idHash: string): Promise<OpenedLogin | null>
  /** Notes that sign-ins were used. */
  seeLogins(idHashes: readonly string[], at: number): Promise<void>
  moveLogin(idHash: string, orgId: string): Promise<void>
  deleteLogin(idHash: string): Promise<void>
  /** Ends all sign-ins of a person but one. */
  deleteLoginsOf(personId: string, exceptIdHash: string): Promise<void>
  /** Takes away sign-ins that were made before a time, or not used since another; gives their hashes. */
  deleteOldLogins(times: { readonly createdBefore: number; readonly seenBefore: number }): Promise<readonly string[]>

  /** Keeps an invitation in place of an earlier one of the same address to the same organisation. */
  saveInvitation(invitation: StoredInvitation): Promise<void>
  /** The newest first, without those that have expired. */
  listInvitations(orgId: string, nowMs: number): Promise<readonly StoredInvitation[]>
  findInvitation(codeHash: string, nowMs: number): Promise<(StoredInvitation & { readonly org: StoredOrg }) | null>
  deleteInvitation(orgId: string, id: string): Promise<boolean>
  /** Uses an invitation up: the person is there and a member. Answers with the organisation, or null when it was gone by then or the address has an account. */
  acceptInvitation(acceptance: Acceptance): Promise<string | null>

  saveApiToken(token: StoredApiToken): Promise<void>
  /** The newest first. */
  listApiTokens(orgId: string): Promise<readonly StoredApiToken[]>
  findApiToken(tokenHash: string): Promise<(StoredApiToken & { readonly org: StoredOrg }) | null>
  deleteApiToken(orgId: string, id: string): Promise<boolean>
  /** When the API token expired that did so last, of all organisations and up to a time; null when none did. */
  newestApiTokenExpiry(nowMs: number): Promise<number | null>
  /** Notes that a token was used. */
  seeApiToken(id: string, at: number): Promise<void>
}
