import { accountApi } from '@halley/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ApiTokens } from '../identity/api-tokens.ts'
import { may, nameOf, orgOf } from '../identity/identity.ts'
import type { People } from '../identity/people.ts'
import { FORBIDDEN } from '../identity/refusals.ts'
import type { AccountAnswers } from './account-answers.ts'
import { noAccounts, personOf } from './account-routes.ts'
import { sendProblem } from './problem-details.ts'
import { orgIdOf } from './request-identity.ts'

type WithId = { Params: { id: string } }

export type PeopleRouteSurroundings = { readonly answers: AccountAnswers; readonly people: People; readonly tokens: ApiTokens; /** Where people reach the server, without a slash at its end. */ readonly publicUrl: () => string }

/** Serves the people, invitations and API tokens of an organisation. Who may what is in `route-access.ts`. */
export function peopleRoutes(app: FastifyInstance, { answers, people, tokens, publicUrl }: PeopleRouteSurroundings): void {
  const { read, refuse } = answers
  const fresh = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-store')

  app.get(accountApi.people.path, async (request, reply) => {
    void fresh(reply)
    return { people: await people.list(orgIdOf(request)) }
  })

  app.patch<WithId>(accountApi.changePerson.path, async (request, reply) => {
    const input = read(request, fresh(reply), accountApi.changePerson.request)
    if ('sent' in input) return input.sent
    const answer = await people.change(orgIdOf(request), request.params.id, input.body)
    return answer.ok ? answer.person : refuse(reply, answer)
  })

  app.delete<WithId>(accountApi.removePerson.path, async (request, reply) => {
    const { identity } = request
    const org = identity === null ? null : orgOf(identity)
    if (identity === null || org === null || !(may(identity, 'people/manage') || personOf(request)?.person.id === request.params.id)) return sendProblem(reply, FORBIDDEN)
    const answer = await people.remove(org.id, request.params.id)
    return answer.ok ? reply.code(204).send() : refuse(reply, answer)
  })

  app.get(accountApi.invitations.path, async (request, reply) => {
    void fresh(reply)
    return { invitations: await people.invitations(orgIdOf(request)) }
  })

  app.post(accountApi.invite.path, async (request, reply) => {
    const person = personOf(request)
    // Who is invited where nobody has an account would lock everybody else out.
    if (person === null) return noAccounts(reply)
    const input = read(request, fresh(reply), accountApi.invite.request)
    if ('sent' in input) return input.sent
    const answer = await people.invite({ orgId: orgIdOf(request), name: person.person.name }, input.body)
    return answer.ok ? reply.code(201).send({ id: answer.id, link: `${publicUrl()}/invitation#code=${answer.code}`, expiresAt: answer.expiresAt }) : refuse(reply, answer)
  })

  app.delete<WithId>(accountApi.withdrawInvitation.path, async (request, reply) => {
    const answer = await people.withdraw(orgIdOf(request), request.params.id)
    return answer.ok ? reply.code(204).send() : refuse(reply, answer)
  })

  app.get(accountApi.tokens.path, async (request, reply) => {
    void fresh(reply)
    return { tokens: await tokens.list(orgIdOf(request)) }
  })

  app.post(accountApi.createToken.path, async (request, reply) => {
    const input = read(request, fresh(reply), accountApi.createToken.request)
    if ('sent' in input) return input.sent
    const { org, name } = creatorOf(request)
    const answer = await tokens.create(org, name, input.body)
    return answer.ok ? reply.code(201).send({ token: answer.token, entry: answer.entry }) : refuse(reply, answer)
  })

  app.delete<WithId>(accountApi.revokeToken.path, async (request, reply) => {
    const answer = await tokens.revoke(orgIdOf(request), request.params.id)
    return answer.ok ? reply.code(204).send() : refuse(reply, answer)
  })
}

function creatorOf(request: FastifyRequest) {
  const { identity } = request
  const org = identity === null ? null : orgOf(identity)
  if (identity === null || org === null) throw new Error('A token is made by somebody in an organisation.')
  return { org, name: nameOf(identity) ?? 'this machine' }
}
