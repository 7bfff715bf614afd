import type { Me } from '@halley/protocol'
import { expect, test } from 'vitest'
import { accountChange } from './account-change.ts'

const acme = { id: 'acme', name: 'Acme', token: 'acme', role: 'owner' } as const
const other = { ...acme, id: 'other', token: 'other' }
const local: Me = { mode: 'local', person: null, org: acme, orgs: [acme], canClaim: false, publicUrl: 'http://x' }
const nobody: Me = { ...local, mode: 'accounts', org: null, orgs: [] }
const ann: Me = { ...local, mode: 'accounts', person: { id: 'ann', name: 'Ann', email: 'ann@example.org', appRoles: [] } }
const ben: Me = { ...ann, person: { id: 'ben', name: 'Ben', email: 'ben@example.org', appRoles: [] } }

test('whoever comes first, and whoever signs in, is shown what is theirs', () => {
  expect(accountChange(null, ann)).toBe('shown')
  expect(accountChange(nobody, ann)).toBe('shown')
  expect(accountChange(local, ann)).toBe('shown')
})

test('a changed role is shown at once', () => {
  expect(accountChange(ann, { ...ann, org: { ...acme, role: 'viewer' } })).toBe('shown')
})

test('a sign-in that ends while somebody works has lapsed; where accounts were turned on nobody worked as anybody', () => {
  expect(accountChange(ann, nobody)).toBe('lapsed')
  expect(accountChange(local, nobody)).toBe('shown')
})

test('what a page holds is neither another person’s nor another organisation’s', () => {
  expect(accountChange(ann, ben)).toBe('another')
  expect(accountChange(ann, { ...ann, org: other })).toBe('another')
  expect(accountChange(ann, { ...ann, org: null })).toBe('another')
})
