import { FIRST_ORG_ID, type IdentityStorage, type StoredApiToken, type StoredInvitation, type StoredPerson } from './identity-storage.ts'
import type { StorageCase } from './storage-conformance.ts'

const person = (id: string): StoredPerson => ({ id, name: `Person ${id}`, email: `${id}@example.com`, passwordHash: `$argon2id$${id}`, createdAt: 1_700_000_000_000 })
const invitation = (id: string, email: string): StoredInvitation => ({ id, orgId: FIRST_ORG_ID, email, role: 'viewer', appRoles: ['agent'], codeHash: `code-${id}`, invitedBy: 'Ann', createdAt: 10, expiresAt: 1_000 })
const apiToken = (id: string, orgId = FIRST_ORG_ID): StoredApiToken => ({ id, orgId, name: 'Program', start: 'hly_abcd', tokenHash: `token-${id}`, allow: [{ action: 'publish', pattern: 'events.acme.>' }], appRoles: [], createdBy: 'Ann', createdAt: 1_700_000_000_000, expiresAt: null, lastUsedAt: null })
const login = (idHash: string, personId: string, createdAt = 100) => ({ idHash, personId, orgId: FIRST_ORG_ID, createdAt, seenAt: createdAt })

async function withOwner(identity: IdentityStorage): Promise<void> {
  await identity.createFirstOwner({ person: person('ann'), org: { name: 'Acme', token: 'acme' }, claimHash: null })
}

/** Brings a second person into the first organisation. */
async function join(identity: IdentityStorage, id: string): Promise<void> {
  await identity.saveInvitation(invitation(id, `${id}@example.com`))
  await identity.acceptInvitation({ codeHash: `code-${id}`, at: 20, person: person(id) })
}

/** Throws, with both values, when they are not the same JSON. */
function same(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) throw new Error(`Expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}.`)
}

/** What every implementation of `Storage` must keep of who may do what. */
export const identityConformance: readonly StorageCase[] = [
  {
    title: 'there is one organisation from the start, its first owner is made once, and it is called what they say',
    run: async (open) => {
      const opened = await open()
      const { identity } = opened.storage
      same([await identity.hasPeople(), await identity.readOrg(FIRST_ORG_ID)], [false, { id: FIRST_ORG_ID, name: 'Local', token: 'local' }])
      const first = { person: person('ann'), org: { name: 'Acme', token: 'acme' }, claimHash: 'newest' }
      await identity.saveClaim('old')
      await identity.saveClaim('newest')
      same(await identity.createFirstOwner({ ...first, claimHash: 'old' }), 'claim_wrong')
      same(await identity.hasPeople(), false)
      same(await Promise.all([identity.createFirstOwner(first), identity.createFirstOwner({ ...first, person: person('bob') })]), ['done', 'people_exist'])
      const { identity: again } = await opened.reopen()
      same([await again.hasPeople(), await again.findPerson('ann@example.com'), await again.findPerson('bob@example.com')], [true, person('ann'), null])
      same(await again.orgsOf('ann'), [{ id: FIRST_ORG_ID, name: 'Acme', token: 'acme', role: 'owner' }])
    },
  },
  {
    title: 'two organisations never have one token, and each lists its own projects, members, invitations and tokens',
    run: async (open) => {
      const { storage } = await open()
      const { identity } = storage
      await withOwner(identity)
      same(await identity.createOrg({ id: 'org_2', name: 'Other', token: 'acme' }, 'ann', 5), false)
      same(await identity.createOrg({ id: 'org_2', name: 'Other', token: 'other' }, 'ann', 5), true)
      await identity.renameOrg('org_2', 'Others')
      same(await identity.readOrg('org_2'), { id: 'org_2', name: 'Others', token: 'other' })
      await identity.renameOrg('org_2', 'Other')
      same((await identity.orgsOf('ann')).map(({ token, role }) => [token, role]), [['acme', 'owner'], ['other', 'owner']])
      await identity.saveInvitation(invitation('i1', 'bob@example.com'))
      await identity.saveApiToken(apiToken('t1'))
      same([await identity.listInvitations('org_2', 20), await identity.listApiTokens('org_2'), await storage.listProjects('org_2')], [[], [], []])
      same([await identity.deleteInvitation('org_2', 'i1'), await identity.deleteApiToken('org_2', 't1')], [false, false])
      same([await identity.deleteInvitation(FIRST_ORG_ID, 'i1'), await identity.deleteApiToken(FIRST_ORG_ID, 't1'), await identity.findApiToken('token-t1')], [true, true, null])
    },
  },
  {
    title: 'an invitation is used up once, not after its time, and a later one to the same address replaces it',
    run: async (open) => {
      const { identity } = (await open()).storage
      await withOwner(identity)
      await identity.saveInvitation(invitation('i1', 'bob@example.com'))
      await identity.saveInvitation(invitation('i2', 'bob@example.com'))
      same([await identity.findInvitation('code-i1', 20), (await identity.findInvitation('code-i2', 20))?.org.name], [null, 'Acme'])
      same([await identity.findInvitation('code-i2', 1_000), await identity.listInvitations(FIRST_ORG_ID, 1_000), await identity.acceptInvitation({ codeHash: 'code-i2', at: 1_000, person: person('bob') })], [null, [], null])
      same(await identity.acceptInvitation({ codeHash: 'code-i2', at: 20, person: { ...person('bob'), email: 'ann@example.com' } }), null)
      same(await identity.acceptInvitation({ codeHash: 'code-i2', at: 20, person: person('bob') }), FIRST_ORG_ID)
      same(await identity.acceptInvitation({ codeHash: 'code-i2', at: 20, person: person('cid') }), null)
      same((await identity.members(FIRST_ORG_ID)).map((member) => [member.person.name, member.role, member.appRoles, member.joinedAt]), [['Person ann', 'owner', [], 1_700_000_000_000], ['Person bob', 'viewer', ['agent'], 20]])
    },
  },
  {
    title: 'an organisation is never left without an owner',
    run: async (open) => {
      const { identity } = (await open()).storage
      await withOwner(identity)
      await join(identity, 'bob')
      same([await identity.changeMember(FIRST_ORG_ID, 'ann', { role: 'editor' }), await identity.removeMember(FIRST_ORG_ID, 'ann'), await identity.removeMember(FIRST_ORG_ID, 'nobody')], ['last_owner', 'last_owner', 'not_found'])
      same([await identity.changeMember(FIRST_ORG_ID, 'bob', { role: 'owner' }), await identity.changeMember(FIRST_ORG_ID, 'ann', { appRoles: ['lead'] })], ['done', 'done'])
      same(await Promise.all([identity.removeMember(FIRST_ORG_ID, 'ann'), identity.removeMember(FIRST_ORG_ID, 'bob')]), ['done', 'last_owner'])
    },
  },
  {
    title: 'a sign-in is found by its hash, goes to another organisation, and ends with others but one',
    run: async (open) => {
      const opened = await open()
      const { identity } = opened.storage
      await withOwner(identity)
      await identity.createOrg({ id: 'org_2', name: 'Other', token: 'other' }, 'ann', 5)
      for (const hash of ['l1', 'l2', 'l3']) await identity.saveLogin(login(hash, 'ann'))
      await identity.moveLogin('l1', 'org_2')
      await identity.seeLogins(['l1', 'gone'], 150)
      const found = await (await opened.reopen()).identity.openLogin('l1')
      same(found?.login, { idHash: 'l1', personId: 'ann', orgId: 'org_2', createdAt: 100, seenAt: 150 })
      same([found?.person, found?.membership?.role, found?.membership?.org], [person('ann'), 'owner', { id: 'org_2', name: 'Other', token: 'other' }])
    },
  },
  {
    title: 'sign-ins end one by one, all but one, with their age, and go elsewhere when the person is taken out',
    run: async (open) => {
      const { identity } = (await open()).storage
      await withOwner(identity)
      await join(identity, 'bob')
      for (const hash of ['l1', 'l2', 'l3']) await identity.saveLogin(login(hash, 'ann'))
      await identity.saveLogin(login('b1', 'bob', 50))
      await identity.deleteLogin('l1')
      await identity.deleteLoginsOf('ann', 'l3')
      same((await Promise.all(['l1', 'l2', 'l3', 'b1'].map((hash) => identity.openLogin(hash)))).map((found) => found !== null), [false, false, true, true])
      await identity.removeMember(FIRST_ORG_ID, 'bob')
      const bob = await identity.openLogin('b1')
      same([bob?.login.orgId, bob?.membership], [null, null])
      same(await identity.deleteOldLogins({ createdBefore: 60, seenBefore: 0 }), ['b1'])
      same([await identity.openLogin('b1'), (await identity.openLogin('l3'))?.person.id], [null, 'ann'])
      await identity.deleteOldLogins({ createdBefore: 0, seenBefore: 101 })
      same(await identity.openLogin('l3'), null)
    },
  },
  {
    title: 'an API token is found by its hash with its organisation, and says when it was used',
    run: async (open) => {
      const opened = await open()
      await withOwner(opened.storage.identity)
      await opened.storage.identity.saveApiToken(apiToken('t1'))
      await opened.storage.identity.saveApiToken({ ...apiToken('t2'), createdAt: 1_700_000_000_001, expiresAt: 1_800_000_000_000 })
      await opened.storage.identity.seeApiToken('t1', 1_700_000_000_060)
      const { identity } = await opened.reopen()
      same(await identity.findApiToken('token-t1'), { ...apiToken('t1'), lastUsedAt: 1_700_000_000_060, org: { id: FIRST_ORG_ID, name: 'Acme', token: 'acme' } })
      same((await identity.listApiTokens(FIRST_ORG_ID)).map(({ id, expiresAt }) => [id, expiresAt]), [['t2', 1_800_000_000_000], ['t1', null]])
      same([await identity.newestApiTokenExpiry(1_799_999_999_999), await identity.newestApiTokenExpiry(1_800_000_000_000)], [null, 1_800_000_000_000])
    },
  },
]
