import { accountApi } from '@halley/protocol'
import type { ApiAnswer, ApiOperation } from './api-operation.ts'

/** What each of the requests does, and how it is refused beside 422 for what is not well-formed. */
const summaries: { readonly [K in keyof typeof accountApi]: { readonly summary: string; readonly refusals: readonly number[] } } = {
  me: { summary: 'Who is asking.', refusals: [] },
  claim: { summary: 'Makes the first owner, by the link that the start has printed.', refusals: [403, 409] },
  createFirstAccount: { summary: 'Makes the first owner from this machine; accounts are on from then.', refusals: [403, 409] },
  signIn: { summary: 'Signs in.', refusals: [401, 429, 503] },
  signOut: { summary: 'Signs out.', refusals: [] },
  changePassword: { summary: 'Changes the password, and ends every other sign-in of the person.', refusals: [401, 403] },
  switchOrg: { summary: 'Goes to another organisation of the person.', refusals: [401, 403] },
  createOrg: { summary: 'Makes an organisation.', refusals: [401, 403, 409] },
  renameOrg: { summary: 'Renames the organisation that one is in; its token stays.', refusals: [401, 403, 409] },
  invitations: { summary: 'The invitations that are open.', refusals: [401, 403] },
  invite: { summary: 'Invites somebody; the link is told once.', refusals: [401, 403, 409] },
  withdrawInvitation: { summary: 'Takes an invitation back.', refusals: [401, 403, 404] },
  lookAtInvitation: { summary: 'What an invitation is to.', refusals: [404, 429] },
  acceptInvitation: { summary: 'Takes an invitation up, and signs in.', refusals: [401, 404, 429] },
  people: { summary: 'The people of the organisation.', refusals: [401, 403] },
  changePerson: { summary: 'Changes what somebody may.', refusals: [401, 403, 404, 409] },
  removePerson: { summary: 'Takes somebody out of the organisation.', refusals: [401, 403, 404, 409] },
  tokens: { summary: 'The API tokens, without their secret.', refusals: [401, 403] },
  createToken: { summary: 'Makes an API token; it is told once.', refusals: [401, 403] },
  revokeToken: { summary: 'Revokes an API token.', refusals: [401, 403, 404] },
}

const PUBLIC: ReadonlySet<string> = new Set(['me', 'claim', 'createFirstAccount', 'signIn', 'signOut', 'lookAtInvitation', 'acceptInvitation'])

/** What makes something that is listed afterwards. */
const CREATING: ReadonlySet<string> = new Set(['invite', 'createToken'])

const NOTHING: Readonly<Record<number, ApiAnswer>> = { 204: { description: 'Done.' } }

/** What people do with accounts: from the table that server and pages read. */
export const accountOperations: readonly ApiOperation[] = Object.entries(accountApi).map(([id, { method, path, request, reply }]) => {
  const { summary, refusals } = summaryOf(id)
  return {
    id, method, path, tag: 'accounts', summary, isPublic: PUBLIC.has(id),
    ...(request !== null && { body: { 'application/json': request } }),
    answers: reply === null ? NOTHING : { [CREATING.has(id) ? 201 : 200]: { description: 'Done.', schema: reply } },
    refusals: request === null ? refusals : [...refusals, 422],
  }
})

function summaryOf(id: string): { readonly summary: string; readonly refusals: readonly number[] } {
  return summaries[id as keyof typeof accountApi]
}
