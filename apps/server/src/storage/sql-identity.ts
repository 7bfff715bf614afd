import type { Capability, OrgRole } from '@halley/protocol'
import { sql, type Transaction } from 'kysely'
import type { Commits } from './group-commit.ts'
import { FIRST_ORG_ID, type IdentityStorage, type MemberChange, type StoredApiToken, type StoredInvitation, type StoredLogin, type StoredPerson } from './identity-storage.ts'
import type { Tables } from './tables.ts'

/** The part of the storage that keeps who may do what. */
export function identityStorage(commits: Commits): IdentityStorage {
  return { ...peopleStorage(commits), ...loginStorage(commits), ...invitationStorage(commits), ...apiTokenStorage(commits) }
}

function peopleStorage(commits: Commits): Pick<IdentityStorage, 'hasPeople' | 'createFirstOwner' | 'saveClaim' | 'readOrg' | 'createOrg' | 'renameOrg' | 'orgsOf' | 'findPerson' | 'setPassword' | 'members' | 'changeMember' | 'removeMember'> {
  return {
    hasPeople: () => commits.read(async (database) => (await database.selectFrom('people').select('id').limit(1).executeTakeFirst()) !== undefined),
    saveClaim: (codeHash) =>
      commits.write(async (transaction) => {
        await transaction.deleteFrom('owner_claims').execute()
        await transaction.insertInto('owner_claims').values({ code_hash: codeHash }).execute()
      }),
    createFirstOwner: ({ person, org, claimHash }) =>
      commits.write(async (transaction) => {
        if ((await transaction.selectFrom('people').select('id').limit(1).executeTakeFirst()) !== undefined) return 'people_exist'
        if (claimHash !== null && (await transaction.selectFrom('owner_claims').select('code_hash').where('code_hash', '=', claimHash).executeTakeFirst()) === undefined) return 'claim_wrong'
        await transaction.deleteFrom('owner_claims').execute()
        await transaction.updateTable('orgs').set({ name: org.name, token: org.token }).where('id', '=', FIRST_ORG_ID).execute()
        await transaction.insertInto('people').values(toPersonRow(person)).execute()
        await insertMember(transaction, { orgId: FIRST_ORG_ID, personId: person.id, role: 'owner', appRoles: [], at: person.createdAt })
        return 'done'
      }),
    readOrg: async (id) => (await commits.read((database) => database.selectFrom('orgs').select(['id', 'name', 'token']).where('id', '=', id).executeTakeFirst())) ?? null,
    createOrg: (org, ownerId, at) =>
      commits.write(async (transaction) => {
        const made = await transaction.insertInto('orgs').values({ ...org, created_at: at }).onConflict((conflict) => conflict.column('token').doNothing()).executeTakeFirst()
        if (made.numInsertedOrUpdatedRows !== 1n) return false
        await insertMember(transaction, { orgId: org.id, personId: ownerId, role: 'owner', appRoles: [], at })
        return true
      }),
    renameOrg: (id, name) =>
      commits.write(async (transaction) => {
        await transaction.updateTable('orgs').set({ name }).where('id', '=', id).execute()
      }),
    orgsOf: async (personId) => {
      const rows = await commits.read((database) => database.selectFrom('memberships').innerJoin('orgs', 'orgs.id', 'memberships.org_id').select(['orgs.id', 'orgs.name', 'orgs.token', 'memberships.role']).where('person_id', '=', personId).execute())
      return rows.toSorted(byName)
    },
    findPerson: async (email) => {
      const row = await commits.read((database) => database.selectFrom('people').selectAll().where('email', '=', email).executeTakeFirst())
      return row === undefined ? null : fromPersonRow(row)
    },
    setPassword: (personId, passwordHash) =>
      commits.write(async (transaction) => {
        await transaction.updateTable('people').set({ password_hash: passwordHash }).where('id', '=', personId).execute()
      }),
    members: async (orgId) => {
      const rows = await commits.read((database) => database.selectFrom('memberships').innerJoin('people', 'people.id', 'memberships.person_id').selectAll().where('org_id', '=', orgId).execute())
      return rows.toSorted(byName).map(({ id, name, email, created_at, role, app_roles, joined_at }) => ({ person: { id, name, email, createdAt: Number(created_at) }, role, appRoles: readTexts(app_roles), joinedAt: Number(joined_at) }))
    },
    changeMember: (orgId, personId, { role, appRoles }) =>
      commits.write(async (transaction) => {
        const problem = await memberProblem(transaction, { orgId, personId, staysOwner: role === undefined || role === 'owner' })
        if (problem !== 'done' || (role === undefined && appRoles === undefined)) return problem
        await transaction.updateTable('memberships').set({ ...(role !== undefined && { role }), ...(appRoles !== undefined && { app_roles: JSON.stringify(appRoles) }) }).where('org_id', '=', orgId).where('person_id', '=', personId).execute()
        return 'done'
      }),
    removeMember: (orgId, personId) =>
      commits.write(async (transaction) => {
        const problem = await memberProblem(transaction, { orgId, personId, staysOwner: false })
        if (problem !== 'done') return problem
        await transaction.deleteFrom('memberships').where('org_id', '=', orgId).where('person_id', '=', personId).execute()
        const other = await transaction.selectFrom('memberships').select('org_id').where('person_id', '=', personId).orderBy('joined_at').executeTakeFirst()
        await transaction.updateTable('logins').set({ org_id: other?.org_id ?? null }).where('person_id', '=', personId).where('org_id', '=', orgId).execute()
        return 'done'
      }),
  }
}

function loginStorage(commits: Commits): Pick<IdentityStorage, 'saveLogin' | 'openLogin' | 'seeLogins' | 'moveLogin' | 'deleteLogin' | 'deleteLoginsOf' | 'deleteOldLogins'> {
  return {
    saveLogin: ({ idHash, personId, orgId, createdAt, seenAt }) =>
      commits.write(async (transaction) => {
        await transaction.insertInto('logins').values({ id_hash: idHash, person_id: personId, org_id: orgId, created_at: createdAt, seen_at: seenAt }).execute()
      }),
    openLogin: async (idHash) => {
      const row = await commits.read((database) => database.selectFrom('logins').innerJoin('people', 'people.id', 'logins.person_id')
        .leftJoin('memberships', (join) => join.onRef('memberships.person_id', '=', 'logins.person_id').onRef('memberships.org_id', '=', 'logins.org_id'))
        .leftJoin('orgs', 'orgs.id', 'memberships.org_id')
        .select(['logins.id_hash', 'logins.person_id', 'logins.org_id', 'logins.created_at', 'logins.seen_at', 'people.name', 'people.email', 'people.password_hash', 'people.created_at as person_created_at', 'memberships.role', 'memberships.app_roles', 'memberships.joined_at', 'orgs.name as org_name', 'orgs.token as org_token'])
        .where('logins.id_hash', '=', idHash).executeTakeFirst())
      if (row === undefined) return null
      const login: StoredLogin = { idHash: row.id_hash, personId: row.person_id, orgId: row.org_id, createdAt: Number(row.created_at), seenAt: Number(row.seen_at) }
      const person: StoredPerson = { id: row.person_id, name: row.name, email: row.email, passwordHash: row.password_hash, createdAt: Number(row.person_created_at) }
      const { org_id: orgId, role, app_roles: appRoles, org_name: name, org_token: token } = row
      const isMember = orgId !== null && role !== null && appRoles !== null && name !== null && token !== null
      return { login, person, membership: isMember ? { role, appRoles: readTexts(appRoles), joinedAt: Number(row.joined_at), org: { id: orgId, name, token } } : null }
    },
    seeLogins: async (idHashes, at) => {
      if (idHashes.length === 0) return
      await commits.write(async (transaction) => {
        for (const idHash of idHashes) await transaction.updateTable('logins').set({ seen_at: at }).where('id_hash', '=', idHash).execute()
      })
    },
    moveLogin: (idHash, orgId) =>
      commits.write(async (transaction) => {
        await transaction.updateTable('logins').set({ org_id: orgId }).where('id_hash', '=', idHash).execute()
      }),
    deleteLogin: (idHash) =>
      commits.write(async (transaction) => {
        await transaction.deleteFrom('logins').where('id_hash', '=', idHash).execute()
      }),
    deleteLoginsOf: (personId, exceptIdHash) =>
      commits.write(async (transaction) => {
        await transaction.deleteFrom('logins').where('person_id', '=', personId).where('id_hash', '!=', exceptIdHash).execute()
      }),
    deleteOldLogins: ({ createdBefore, seenBefore }) =>
      commits.write(async (transaction) => {
        const old = await transaction.selectFrom('logins').select('id_hash').where((where) => where.or([where('created_at', '<', createdBefore), where('seen_at', '<', seenBefore)])).execute()
        for (const { id_hash: idHash } of old) await transaction.deleteFrom('logins').where('id_hash', '=', idHash).execute()
        return old.map(({ id_hash: idHash }) => idHash)
      }),
  }
}

function invitationStorage(commits: Commits): Pick<IdentityStorage, 'saveInvitation' | 'listInvitations' | 'findInvitation' | 'deleteInvitation' | 'acceptInvitation'> {
  return {
    saveInvitation: ({ id, orgId, email, role, appRoles, codeHash, invitedBy, createdAt, expiresAt }) =>
      commits.write(async (transaction) => {
        await transaction.deleteFrom('invitations').where('org_id', '=', orgId).where('email', '=', email).execute()
        await transaction.insertInto('invitations').values({ id, org_id: orgId, email, role, app_roles: JSON.stringify(appRoles), code_hash: codeHash, invited_by: invitedBy, created_at: createdAt, expires_at: expiresAt }).execute()
      }),
    listInvitations: async (orgId, nowMs) => {
      const rows = await commits.read((database) => database.selectFrom('invitations').selectAll().where('org_id', '=', orgId).where('expires_at', '>', nowMs).orderBy('created_at', 'desc').execute())
      return rows.map(fromInvitationRow)
    },
    findInvitation: async (codeHash, nowMs) => {
      const row = await commits.read((database) => database.selectFrom('invitations').innerJoin('orgs', 'orgs.id', 'invitations.org_id').selectAll('invitations').select(['orgs.name', 'orgs.token']).where('code_hash', '=', codeHash).where('expires_at', '>', nowMs).executeTakeFirst())
      return row === undefined ? null : { ...fromInvitationRow(row), org: { id: row.org_id, name: row.name, token: row.token } }
    },
    deleteInvitation: (orgId, id) =>
      commits.write(async (transaction) => (await transaction.deleteFrom('invitations').where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst()).numDeletedRows === 1n),
    acceptInvitation: ({ codeHash, at, person }) =>
      commits.write(async (transaction) => {
        const row = await transaction.selectFrom('invitations').selectAll().where('code_hash', '=', codeHash).where('expires_at', '>', at).executeTakeFirst()
        if (row === undefined) return null
        if ('email' in person) {
          const made = await transaction.insertInto('people').values(toPersonRow(person)).onConflict((conflict) => conflict.column('email').doNothing()).executeTakeFirst()
          if (made.numInsertedOrUpdatedRows !== 1n) return null
        }
        await transaction.deleteFrom('invitations').where('id', '=', row.id).execute()
        await insertMember(transaction, { orgId: row.org_id, personId: person.id, role: row.role, appRoles: readTexts(row.app_roles), at })
        return row.org_id
      }),
  }
}

function apiTokenStorage(commits: Commits): Pick<IdentityStorage, 'saveApiToken' | 'listApiTokens' | 'findApiToken' | 'deleteApiToken' | 'newestApiTokenExpiry' | 'seeApiToken'> {
  return {
    saveApiToken: ({ id, orgId, name, start, tokenHash, allow, appRoles, createdBy, createdAt, expiresAt, lastUsedAt }) =>
      commits.write(async (transaction) => {
        await transaction.insertInto('api_tokens').values({ id, org_id: orgId, name, start, token_hash: tokenHash, allow: JSON.stringify(allow), app_roles: JSON.stringify(appRoles), created_by: createdBy, created_at: createdAt, expires_at: expiresAt, last_used_at: lastUsedAt }).execute()
      }),
    listApiTokens: async (orgId) => {
      const rows = await commits.read((database) => database.selectFrom('api_tokens').selectAll().where('org_id', '=', orgId).orderBy('created_at', 'desc').execute())
      return rows.map(fromApiTokenRow)
    },
    findApiToken: async (tokenHash) => {
      const row = await commits.read((database) => database.selectFrom('api_tokens').innerJoin('orgs', 'orgs.id', 'api_tokens.org_id').selectAll('api_tokens').select(['orgs.name as org_name', 'orgs.token']).where('token_hash', '=', tokenHash).executeTakeFirst())
      return row === undefined ? null : { ...fromApiTokenRow(row), org: { id: row.org_id, name: row.org_name, token: row.token } }
    },
    deleteApiToken: (orgId, id) =>
      commits.write(async (transaction) => (await transaction.deleteFrom('api_tokens').where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst()).numDeletedRows === 1n),
    newestApiTokenExpiry: async (nowMs) => {
      const row = await commits.read((database) => database.selectFrom('api_tokens').select(({ fn }) => fn.max('expires_at').as('newest')).where('expires_at', '<=', nowMs).executeTakeFirst())
      return timeOf(row?.newest ?? null)
    },
    seeApiToken: (id, at) =>
      commits.write(async (transaction) => {
        await transaction.updateTable('api_tokens').set({ last_used_at: at }).where('id', '=', id).execute()
      }),
  }
}

function timeOf(time: number | null): number | null {
  return time === null ? null : Number(time)
}

async function insertMember(transaction: Transaction<Tables>, { orgId, personId, role, appRoles, at }: { readonly orgId: string; readonly personId: string; readonly role: OrgRole; readonly appRoles: readonly string[]; readonly at: number }): Promise<void> {
  await transaction.insertInto('memberships').values({ org_id: orgId, person_id: personId, role, app_roles: JSON.stringify(appRoles), joined_at: at })
    // A member who is invited again stays what they are.
    .onConflict((conflict) => conflict.columns(['org_id', 'person_id']).doNothing()).execute()
}

async function memberProblem(transaction: Transaction<Tables>, { orgId, personId, staysOwner }: { readonly orgId: string; readonly personId: string; readonly staysOwner: boolean }): Promise<MemberChange> {
  // The organisation's row is written first, so that two owners who demote each other at the same time in two processes come one after the other.
  await transaction.updateTable('orgs').set({ id: sql`id` }).where('id', '=', orgId).execute()
  const member = await transaction.selectFrom('memberships').select('role').where('org_id', '=', orgId).where('person_id', '=', personId).executeTakeFirst()
  if (member === undefined) return 'not_found'
  if (staysOwner || member.role !== 'owner') return 'done'
  const other = await transaction.selectFrom('memberships').select('person_id').where('org_id', '=', orgId).where('role', '=', 'owner').where('person_id', '!=', personId).limit(1).executeTakeFirst()
  return other === undefined ? 'last_owner' : 'done'
}

function toPersonRow({ id, name, email, passwordHash, createdAt }: StoredPerson): Tables['people'] {
  return { id, name, email, password_hash: passwordHash, created_at: createdAt }
}

function fromPersonRow({ id, name, email, password_hash: passwordHash, created_at: createdAt }: Tables['people']): StoredPerson {
  return { id, name, email, passwordHash, createdAt: Number(createdAt) }
}

function fromInvitationRow(row: Tables['invitations']): StoredInvitation {
  return { id: row.id, orgId: row.org_id, email: row.email, role: row.role, appRoles: readTexts(row.app_roles), codeHash: row.code_hash, invitedBy: row.invited_by, createdAt: Number(row.created_at), expiresAt: Number(row.expires_at) }
}

function fromApiTokenRow(row: Tables['api_tokens']): StoredApiToken {
  // Written by saveApiToken alone.
  const allow = JSON.parse(row.allow) as Capability[]
  return { id: row.id, orgId: row.org_id, name: row.name, start: row.start, tokenHash: row.token_hash, allow, appRoles: readTexts(row.app_roles), createdBy: row.created_by, createdAt: Number(row.created_at), expiresAt: timeOf(row.expires_at), lastUsedAt: timeOf(row.last_used_at) }
}

/** Written by this file alone. */
function readTexts(json: string): string[] {
  return JSON.parse(json) as string[]
}

/** Sorted here: databases differ in how they sort texts. */
function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}
