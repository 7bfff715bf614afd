import type { Me } from '@halley/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Accounts, Caller } from '../identity/accounts.ts'
import type { Identities } from '../identity/identities.ts'
import type { Identity } from '../identity/identity.ts'
import type { LoginCookie } from '../identity/login-cookie.ts'
import type { Refused } from '../identity/refusals.ts'
import { sendProblem } from './problem-details.ts'

export type AnswerSurroundings = { readonly accounts: Accounts; readonly identities: Identities; readonly cookie: LoginCookie; /** Where people reach the server, without a slash at its end. */ readonly publicUrl: () => string }

/** What several routes of accounts answer with. */
export type AccountAnswers = {
  /** Reads the body; answers by itself when it does not fit. */
  read<T extends z.ZodType>(request: FastifyRequest, reply: FastifyReply, schema: T): { readonly body: z.infer<T> } | { readonly sent: FastifyReply }
  caller(request: FastifyRequest): Caller
  refuse(reply: FastifyReply, refusal: Refused): FastifyReply
  /** Gives the browser a sign-in, or takes it away, and says who it is now. */
  welcome(reply: FastifyReply, secret: string): Promise<Me>
  me(identity: Identity | null): Promise<Me>
}

/** Makes the answers that several routes of accounts share. */
export function accountAnswers({ accounts, identities, cookie, publicUrl }: AnswerSurroundings): AccountAnswers {
  const me: AccountAnswers['me'] = async (identity) => {
    const orgs = (await accounts.orgsOf(identity)).map((org) => ({ ...org }))
    const membership = identity?.type === 'person' ? identity.membership : null
    const person = identity?.type === 'person' ? { ...identity.person, appRoles: [...(membership?.appRoles ?? [])] } : null
    const org = identity?.type === 'local' ? { ...identity.org, role: 'owner' as const } : membership === null ? null : { ...membership.org, role: membership.role }
    return { mode: identity?.type === 'local' ? 'local' : 'accounts', person, org, orgs, canClaim: identities.canClaim(), publicUrl: publicUrl() }
  }
  return {
    me,
    read: (request, reply, schema) => {
      const parsed = schema.safeParse(request.body ?? {})
      if (parsed.success) return { body: parsed.data }
      const issue = parsed.error.issues[0]
      const pointer = issue === undefined ? '' : `/${[...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])].join('/')}`
      return { sent: sendProblem(reply, { status: 422, code: 'account/invalid', title: 'Something does not fit', detail: `"${pointer.slice(1) || 'The body'}" ${issue?.message ?? 'is not valid'}.`, pointer }) }
    },
    caller: (request) => ({ address: request.ip, isLocal: identities.isLocal(request.headers), secret: cookie.read(request.headers) }),
    refuse: (reply, { problem, retryAfterSeconds }) => {
      if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds))
      return sendProblem(reply, problem)
    },
    welcome: async (reply, secret) => {
      void reply.header('set-cookie', cookie.write(secret))
      return me(await identities.identifySecret(secret))
    },
  }
}
