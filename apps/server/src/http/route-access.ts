import type { Permission } from '@halley/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Identities } from '../identity/identities.ts'
import { may, orgOf, type Identity } from '../identity/identity.ts'
import type { Projects } from '../projects/projects.ts'
import { FORBIDDEN, NO_ORG, SIGNED_OUT } from '../identity/refusals.ts'
import type { OriginCheck } from '../realtime/origin-check.ts'
import { sendProblem } from './problem-details.ts'
import { notFound } from './project-routes.ts'
import { orgIdOf } from './request-identity.ts'

/**
 * Who may use a route. `public`: everybody, since no data of anybody is in it. `known`: whoever is signed in, in an organisation or
 * not. `own`: the route asks by itself. Else, whoever has the permission in their organisation.
 */
type Access = 'public' | 'known' | 'own' | Permission

/** Routes that are not by the rule of `accessOf`. */
const ACCESS: Readonly<Record<string, Access>> = {
  'GET /api/v1/me': 'public',
  'POST /api/v1/claim': 'public',
  'POST /api/v1/accounts': 'public',
  'POST /api/v1/sign-in': 'public',
  'POST /api/v1/sign-out': 'public',
  'POST /api/v1/invitations/look': 'public',
  'POST /api/v1/invitations/accept': 'public',
  'POST /api/v1/me/password': 'known',
  'POST /api/v1/me/org': 'known',
  'POST /api/v1/organisations': 'known',
  'PATCH /api/v1/organisation': 'people/manage',
  'GET /api/v1/people': 'people/read',
  'PATCH /api/v1/people/:id': 'people/manage',
  // One may leave, whatever one's role.
  'DELETE /api/v1/people/:id': 'known',
  'GET /api/v1/invitations': 'people/manage',
  'POST /api/v1/invitations': 'people/manage',
  'DELETE /api/v1/invitations/:id': 'people/manage',
  'GET /api/v1/tokens': 'tokens/manage',
  'POST /api/v1/tokens': 'tokens/manage',
  'DELETE /api/v1/tokens/:id': 'tokens/manage',
  'POST /api/v1/projects/:id/versions/:number/publish': 'project/publish',
  'DELETE /api/v1/projects/:id/published': 'project/publish',
  // Says what a rule would do: nothing is sent or kept, and whoever may read the project reads all that it is made of.
  'POST /api/v1/projects/:id/rules/:ruleId/test': 'project/read',
  // Programs outside: what their grant says.
  'GET /api/v1/events': 'own',
  'POST /api/v1/events': 'own',
  'GET /api/v1/events/history': 'own',
  'GET /api/v1/asyncapi.json': 'own',
  'GET /api/v1/openapi.json': 'public',
  'GET /metrics': 'own',
}

/** The rule: data is under `/api/`, where reading is for viewers and all else for editors; the endpoints of models say themselves whom they serve; the rest is pages, which are for everybody. */
function accessOf(method: string, path: string): Access {
  const known = ACCESS[`${method === 'HEAD' ? 'GET' : method} ${path}`]
  if (known !== undefined) return known
  const isRead = method === 'GET' || method === 'HEAD'
  if (path.startsWith('/h/')) return 'own'
  if (path.startsWith('/api/') || !isRead) return isRead ? 'project/read' : 'project/change'
  return 'public'
}

/** Where everything of one project is. */
const OF_PROJECT = '/api/v1/projects/:id'

/** Of a project that was deleted: the storage itself asks whose it was. */
const RESTORE = `${OF_PROJECT}/restore`

export type AccessSurroundings = { /** Is told of every route there is, such as `GET /healthz`. */ readonly onRoute: (route: string) => void; readonly identities: Identities; readonly projects: Projects; readonly originProblem: OriginCheck }

/** Puts the guard before every route, those of later and those that nobody thinks of included: where a request comes from, who it is of, and whether they may. */
export function guardRoutes(app: FastifyInstance, { onRoute, identities, projects, originProblem }: AccessSurroundings): void {
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of typeof method === 'string' ? [method] : method) onRoute(`${one} ${url}`)
  })
  app.decorateRequest('identity', null)
  app.addHook('onRequest', async (request, reply) => {
    const { host, origin, cookie } = request.headers
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const path = request.routeOptions.url ?? ''
    // A browser says the Origin of a page at everything but plain reading, and at reading of another site's.
    const problem = originProblem(isRead ? { host, ...(path.startsWith('/api/') && { origin }) } : { host, origin, cookie })
    if (problem !== undefined) return sendProblem(reply, { status: 403, code: 'wire/origin', title: 'Not from here', detail: problem })
    // The endpoints of models are for other pages, too, but not in the name of who happens to be signed in here.
    if (isRead && isOfAnotherPage(request, originProblem)) delete request.headers.cookie
    // Nothing is there, which everybody may know.
    if (path === '') return undefined
    const refusal = await guard(request, reply, { identities, access: accessOf(request.method, path) })
    if (refusal !== undefined || !path.startsWith(OF_PROJECT) || path === RESTORE) return refusal
    // One of another organisation is none.
    return (await projects.openIn(orgIdOf(request), projectIdOf(request))) === null ? notFound(reply) : undefined
  })
}

/** Does another site's page ask in the background? Such a request may carry the cookie, and without CORS no Origin; where somebody goes by a link is their own doing. */
function isOfAnotherPage({ headers }: FastifyRequest, originProblem: OriginCheck): boolean {
  const { host, origin } = headers
  if (origin !== undefined) return originProblem({ host, origin }) !== undefined
  const [site, mode] = [headers['sec-fetch-site'], headers['sec-fetch-mode']]
  return (site === 'cross-site' || site === 'same-site') && mode !== 'navigate'
}

async function guard(request: FastifyRequest, reply: FastifyReply, { identities, access }: { readonly identities: Identities; readonly access: Access }): Promise<FastifyReply | undefined> {
  if (access === 'public') return undefined
  request.identity = await identities.identify(request.headers)
  const { identity } = request
  switch (access) {
    case 'own':
      return undefined
    case 'known':
      return identity?.type === 'person' || identity?.type === 'local' ? undefined : refuse(reply, identity)
    default:
      return identity !== null && may(identity, access) ? undefined : refuse(reply, identity)
  }
}

function refuse(reply: FastifyReply, identity: Identity | null): FastifyReply {
  if (identity !== null) return sendProblem(reply, orgOf(identity) === null ? NO_ORG : identity.type === 'token' ? TOKEN_FORBIDDEN : FORBIDDEN)
  void reply.header('www-authenticate', 'Bearer realm="halley"')
  return sendProblem(reply, SIGNED_OUT)
}

const TOKEN_FORBIDDEN = { ...FORBIDDEN, detail: 'An API token is for events: /api/v1/events and the namespace /events. Sign in for the rest.' } as const

function projectIdOf({ params }: FastifyRequest): string {
  const id: unknown = typeof params === 'object' && params !== null ? Reflect.get(params, 'id') : undefined
  return typeof id === 'string' ? id : ''
}
