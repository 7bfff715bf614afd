import type { IncomingMessage } from 'node:http'
import { initialData, type CompiledEndpoint, type Program, type SessionState, type SessionUser, type StoredRows } from '@halley/engine'
import { LIMITS, type Project, type Value } from '@halley/model'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ServerClock } from '../clock.ts'
import { sendProblem, type Problem } from '../http/problem-details.ts'
import { orgOf, type Identity } from '../identity/identity.ts'
import { HTTP_CALLER, type RequestSession } from '../sessions/request-line.ts'
import type { FindApp } from './find-app.ts'
import { matchEndpoint } from './match-endpoint.ts'
import { readBody } from './read-body.ts'
import { readParameters, type GivenValue } from './read-parameters.ts'
import { RequestAnswer } from './request-answer.ts'

/** Characters of a path that the log shows. */
const PATH_SHOWN = 200

export type EndpointSurroundings = { readonly findApp: FindApp; readonly clock: ServerClock; readonly isClosing: () => boolean; /** Lower than the limit. */ readonly requestsAtOnce?: number | undefined }

/** Serves the HTTP endpoints that are modelled: `/h/{app}/...`. Each request is a session of its own, which is gone when it is answered. */
export function endpointRoutes(app: FastifyInstance, { findApp, clock, isClosing, requestsAtOnce = LIMITS.endpointRequests }: EndpointSurroundings): void {
  let served = 0
  // A scope of its own: what a body is says the model, not the content types that Fastify knows.
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LIMITS.httpBodyBytes }, (_request, body, done) => done(null, body))
    scope.setErrorHandler((error, _request, reply) => {
      // All else is for whoever handles the errors of the whole server.
      if (!(error instanceof Error && 'statusCode' in error && error.statusCode === 413)) throw error
      return sendProblem(reply, { status: 413, code: 'wire/too_large', title: 'Too large', detail: `The body is larger than the limit of ${LIMITS.httpBodyBytes.toLocaleString('en')} bytes.` })
    })
    scope.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url: '/h/*',
      bodyLimit: LIMITS.httpBodyBytes,
      // An answer of a model is data: a browser that shows it runs nothing of it.
      onRequest: async (_request, reply) => void reply.header('content-security-policy', "default-src 'none'; sandbox"),
      handler: async (request, reply) => {
        const startedMs = clock.nowMs()
        const address = readAddress(request.raw)
        if (address === undefined) return sendProblem(reply, { status: 400, code: 'endpoint/malformed', title: 'Not an address', detail: 'The path has a % that is not followed by two hexadecimal digits of UTF-8.' })
        const found = await findApp(address.app, { address: request.socket.remoteAddress, identity: request.identity })
        if ('status' in found) return sendProblem(reply, found)
        const log = (status: number, note: string | null, session: RequestSession | null, flowId: string | null): void => found.sessions.logRow({
          type: 'session', level: status >= 500 ? 'error' : 'info', session: session?.label ?? null, flowId,
          text: `HTTP ${request.method} ${address.path.slice(0, PATH_SHOWN)}: ${status} in ${clock.nowMs() - startedMs} ms${note === null ? '' : ` (${note})`}`,
        })
        const refuse = (problem: Problem, flowId: string | null = null): FastifyReply => {
          log(problem.status, problem.detail, null, flowId)
          return sendProblem(reply, problem)
        }
        const stop = found.sessions.outsideStop
        if (stop !== undefined) return refuse({ status: 503, code: stop.code, title: 'Not running', detail: stop.text })
        const { program } = found.sessions
        const user = callerOf(request.identity, found.sessions.runsIn.org)
        const match = matchEndpoint(openTo(user, program), request.method, address.segments)
        if (match.type === 'none') return refuse(NOT_FOUND)
        if (match.type === 'otherMethod') {
          void reply.header('allow', match.allow.join(', '))
          if (request.method === 'OPTIONS') return reply.code(204).send()
          return refuse({ status: 405, code: 'endpoint/method', title: 'Another method', detail: `This address has ${match.allow.join(', ')}, not ${request.method}.` })
        }
        const { compiled } = match
        // What should be hidden by a condition that cannot be read stays hidden.
        if (compiled.visibleWhen === null) return refuse(NOT_FOUND)
        if (compiled.blockedBy !== null) return refuse({ status: 500, ...compiled.blockedBy, title: 'The endpoint has errors', detail: compiled.blockedBy.text }, compiled.flowId)
        const given = readGiven(compiled, program.project, { request, path: match.path, query: address.query })
        if ('status' in given) return refuse(given, compiled.flowId)
        const data = dataWith(program.project, given)
        if (compiled.visibleWhen !== undefined && !isVisible(compiled, { user, data, stored: await found.sessions.storedRows(), atMs: startedMs })) return refuse(NOT_FOUND)
        if (isClosing()) return refuse({ status: 503, code: 'unavailable', title: 'Not running any more', detail: 'The server is being stopped; try again in a moment.' }, compiled.flowId)
        if (served >= requestsAtOnce) {
          void reply.header('retry-after', '1')
          return refuse({ status: 503, code: 'unavailable', title: 'Too much at once', detail: `${requestsAtOnce} requests are served already; try again in a moment.` }, compiled.flowId)
        }
        served += 1
        let session: RequestSession | null = null
        const answer = new RequestAnswer({
          reply, clock, endpoint: compiled.endpoint,
          over: ({ status, note }) => {
            served -= 1
            log(status, note, session, compiled.flowId)
            void session?.end()
          },
        })
        session = found.sessions.serve({ flowId: compiled.flowId, data, line: answer, user })
        void start(session, answer)
        await answer.sent
        return reply
      },
    })
  })
}

async function start(session: RequestSession, answer: RequestAnswer): Promise<void> {
  const refusal = await session.start()
  if (refusal !== null) answer.fail({ status: 500, code: refusal.code, title: 'The flow could not be run', detail: refusal.text })
}

const NOT_FOUND: Problem = { status: 404, code: 'endpoint/not_found', title: 'Nothing here', detail: 'No endpoint of this app has this address.' }

type Address = { readonly app: string; /** As it came, without the query. */ readonly path: string; /** After the app, decoded. */ readonly segments: readonly string[]; readonly query: URLSearchParams }

/** Reads the address as it came; undefined when its escapes are no UTF-8. */
function readAddress({ url = '' }: IncomingMessage): Address | undefined {
  const at = url.indexOf('?')
  const path = at < 0 ? url : url.slice(0, at)
  try {
    const [app = '', ...segments] = path.slice('/h/'.length).split('/').map(decodeURIComponent)
    return { app, path, segments: segments.length === 1 && segments[0] === '' ? [] : segments, query: new URLSearchParams(at < 0 ? '' : url.slice(at + 1)) }
  } catch {
    return undefined
  }
}

/** As whom a request is served: people and tokens of the organisation as themselves, with their roles; everybody else has none. */
function callerOf(identity: Identity | null, org: string): SessionUser {
  if (identity === null || orgOf(identity)?.token !== org) return HTTP_CALLER
  switch (identity.type) {
    case 'local':
      return HTTP_CALLER
    case 'person':
      return { id: identity.person.id, name: identity.person.name, roles: identity.membership?.appRoles ?? [] }
    case 'token':
      return { id: identity.tokenId, name: identity.name, roles: identity.appRoles }
  }
}

/** What needs a role that the caller has not answers as if it were not there. */
function openTo({ roles }: SessionUser, { endpoints }: Program): CompiledEndpoint[] {
  return [...endpoints.values()].filter(({ endpoint }) => endpoint.roles.length === 0 || endpoint.roles.some((role) => roles.includes(role)))
}

function readGiven(compiled: CompiledEndpoint, project: Project, { request, path, query }: { readonly request: FastifyRequest; readonly path: ReadonlyMap<string, string>; readonly query: URLSearchParams }): readonly GivenValue[] | Problem {
  const takesBody = compiled.parameters.some(({ parameter }) => parameter.source === 'body')
  const body = takesBody ? readBody(Buffer.isBuffer(request.body) ? request.body : undefined, request.headers['content-type']) : { ok: true as const, body: undefined }
  if (!body.ok) return body.problem
  const { values, problems } = readParameters(compiled, project, { path, query, headers: request.headers, body: body.body })
  if (problems.length === 0) return values
  return { status: 422, code: 'endpoint/invalid', title: 'The request is not valid', detail: problems.map(({ detail }) => detail).join(' ').slice(0, 1_000), errors: problems }
}

/** The data of a fresh session, with what the request gives. */
function dataWith(project: Project, given: readonly GivenValue[]): SessionState['data'] {
  const data = initialData(project)
  for (const { path: [root, member], value } of given) {
    if (member === undefined) data[root] = value
    else data[root] = { ...asRecord(data[root]), [member]: value }
  }
  return data
}

function asRecord(value: Value | undefined): { readonly [name: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [name: string]: Value }) : {}
}

function isVisible({ visibleWhen }: CompiledEndpoint, { user, data, stored, atMs }: { readonly user: SessionUser; readonly data: SessionState['data']; readonly stored: StoredRows; readonly atMs: number }): boolean {
  if (visibleWhen === undefined) return true
  const names = { ...stored, ...data, user, session: null, event: null, error: null, received: {}, current: {}, presence: {}, now: new Date(atMs).toISOString() }
  const result = visibleWhen?.evaluate(names)
  return result?.ok === true && result.value === true
}
