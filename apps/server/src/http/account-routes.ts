import { accountApi } from '@halley/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Accounts } from '../identity/accounts.ts'
import type { Identities } from '../identity/identities.ts'
import type { Identity } from '../identity/identity.ts'
import type { LoginCookie } from '../identity/login-cookie.ts'
import type { People } from '../identity/people.ts'
import type { AccountAnswers } from './account-answers.ts'
import { sendProblem } from './problem-details.ts'
import { orgIdOf } from './request-identity.ts'

export type AccountRouteSurroundings = { readonly answers: AccountAnswers; readonly accounts: Accounts; readonly identities: Identities; readonly people: People; readonly cookie: LoginCookie }

/** Serves what a person does with their own account: `/api/v1/me`, signing in and out, the first owner, and taking up an invitation. */
export function accountRoutes(app: FastifyInstance, { answers, accounts, identities, people, cookie }: AccountRouteSurroundings): void {
  const { read, refuse, caller, welcome, me } = answers
  // Answers about people are for nobody's cache.
  const route = (definition: { readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; readonly path: string }, handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>): void => {
    app.route({ method: definition.method, url: definition.path, handler: (request, reply) => handler(request, reply.header('cache-control', 'no-store')) })
  }

  route(accountApi.me, async (request) => me(await identities.identify(request.headers)))

  route(accountApi.claim, async (request, reply) => {
    const input = read(request, reply, accountApi.claim.request)
    if ('sent' in input) return input.sent
    const { code, ...owner } = input.body
    const answer = await accounts.createFirstOwner(code, owner, caller(request))
    return answer.ok ? welcome(reply, answer.secret) : refuse(reply, answer)
  })

  route(accountApi.createFirstAccount, async (request, reply) => {
    const input = read(request, reply, accountApi.createFirstAccount.request)
    if ('sent' in input) return input.sent
    const answer = await accounts.createFirstOwner(null, input.body, caller(request))
    return answer.ok ? welcome(reply, answer.secret) : refuse(reply, answer)
  })

  route(accountApi.signIn, async (request, reply) => {
    const input = read(request, reply, accountApi.signIn.request)
    if ('sent' in input) return input.sent
    const answer = await accounts.signIn(input.body, caller(request))
    return answer.ok ? welcome(reply, answer.secret) : refuse(reply, answer)
  })

  route(accountApi.signOut, async (request, reply) => {
    const { secret } = caller(request)
    if (secret !== undefined) await accounts.signOut(secret)
    return reply.header('set-cookie', cookie.write(null)).code(204).send()
  })

  route(accountApi.changePassword, async (request, reply) => {
    const person = personOf(request)
    if (person === null) return noAccounts(reply)
    const input = read(request, reply, accountApi.changePassword.request)
    if ('sent' in input) return input.sent
    const answer = await accounts.changePassword(person, input.body, caller(request))
    return answer.ok ? reply.code(204).send() : refuse(reply, answer)
  })

  route(accountApi.switchOrg, async (request, reply) => {
    const person = personOf(request)
    if (person === null) return noAccounts(reply)
    const input = read(request, reply, accountApi.switchOrg.request)
    if ('sent' in input) return input.sent
    const answer = await accounts.switchOrg(person, input.body.orgId)
    return answer.ok ? me(await identities.identify(request.headers)) : refuse(reply, answer)
  })

  route(accountApi.createOrg, async (request, reply) => {
    const person = personOf(request)
    if (person === null) return noAccounts(reply)
    const input = read(request, reply, accountApi.createOrg.request)
    if ('sent' in input) return input.sent
    const answer = await accounts.createOrg(person, input.body)
    return answer.ok ? me(await identities.identify(request.headers)) : refuse(reply, answer)
  })

  route(accountApi.renameOrg, async (request, reply) => {
    const person = personOf(request)
    if (person === null) return noAccounts(reply)
    const input = read(request, reply, accountApi.renameOrg.request)
    if ('sent' in input) return input.sent
    await accounts.renameOrg(orgIdOf(request), input.body.name)
    return me(await identities.identify(request.headers))
  })

  route(accountApi.lookAtInvitation, async (request, reply) => {
    const input = read(request, reply, accountApi.lookAtInvitation.request)
    if ('sent' in input) return input.sent
    const answer = await people.look(input.body.code)
    return answer.ok ? answer.invitation : refuse(reply, answer)
  })

  route(accountApi.acceptInvitation, async (request, reply) => {
    const input = read(request, reply, accountApi.acceptInvitation.request)
    if ('sent' in input) return input.sent
    const answer = await people.accept(input.body, caller(request))
    return answer.ok ? welcome(reply, answer.secret) : refuse(reply, answer)
  })
}

/** The person of a request; null on a server without accounts. */
export function personOf({ identity }: FastifyRequest): Extract<Identity, { type: 'person' }> | null {
  return identity?.type === 'person' ? identity : null
}

/** Answers that the server has no accounts. */
export function noAccounts(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, { status: 409, code: 'account/none', title: 'There are no accounts', detail: 'Nobody has an account here: everybody at this machine may do everything. Make the first account first.' })
}
