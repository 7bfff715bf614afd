import helmet from '@fastify/helmet'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { ServerClock } from '../clock.ts'
import type { Projects } from '../projects/projects.ts'
import type { Publishing } from '../projects/publishing.ts'
import type { Versions } from '../projects/versions.ts'
import type { Gate } from '../identity/gate.ts'
import { orgOf } from '../identity/identity.ts'
import type { ImportDesk } from '../imports/import-desk.ts'
import type { MailTransport } from '../notifications/transports.ts'
import type { RunPermits } from '../safety/run-permits.ts'
import type { OriginCheck } from '../realtime/origin-check.ts'
import type { PublishedApps } from '../sessions/published-apps.ts'
import type { SessionHost } from '../sessions/session-host.ts'
import type { SecretVault } from '../secrets/secret-vault.ts'
import type { Storage } from '../storage/storage.ts'
import type { StoredListHost } from '../stored-lists/stored-list-host.ts'
import type { HistoryDesk } from '../programs/history-desk.ts'
import type { ProgramDoor } from '../programs/program-door.ts'
import type { ProgramStreams } from '../programs/program-streams.ts'
import { accountAnswers } from './account-answers.ts'
import { accountRoutes } from './account-routes.ts'
import { createFindApp } from '../endpoints/find-app.ts'
import { endpointRoutes } from '../endpoints/endpoint-routes.ts'
import { asyncApiRoutes } from './asyncapi-routes.ts'
import { eventHistoryRoutes } from './event-history-routes.ts'
import { eventPublishRoutes } from './event-publish-routes.ts'
import { eventStreamRoutes } from './event-stream-routes.ts'
import { exportRoutes } from './export-routes.ts'
import { healthRoutes, type HealthPart } from './health-routes.ts'
import { listRowRoutes } from './list-row-routes.ts'
import { newProjectRoutes } from './new-project-routes.ts'
import { noticeRoutes, type NoticeRouteSurroundings } from './notice-routes.ts'
import { metricsRoutes, type MetricsRouteSurroundings } from './metrics-routes.ts'
import { openApiRoutes } from './openapi-routes.ts'
import { answerNamedOrigins } from './named-origins.ts'
import { nothingHerePage, pageRoutes } from './page-routes.ts'
import { peopleRoutes } from './people-routes.ts'
import { sendProblem, type Problem } from './problem-details.ts'
import { projectRoutes } from './project-routes.ts'
import { guardRoutes } from './route-access.ts'
import { roomRoutes } from './room-routes.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { secretRoutes } from './secret-routes.ts'
import { testMailRoutes } from './test-mail-routes.ts'
import { publishedAppRoutes } from './published-app-routes.ts'
import { versionRoutes } from './version-routes.ts'
import { answerUnreadable } from './unreadable-requests.ts'

/** Milliseconds that a request may take to come in whole: 5 MiB over a slow line, no more. */
const REQUEST_TIMEOUT_MS = 60_000

export type AppSurroundings = {
  /** What may run. */
  readonly permits: RunPermits
  /** Reads what becomes a project. */
  readonly desk: ImportDesk
  readonly gate: Gate
  /** Is told of every route there is, such as `GET /healthz`. */
  readonly onRoute: (route: string) => void
  readonly originProblem: OriginCheck
  /** Other origins whose pages may use the API. */
  readonly namedOrigins: readonly string[]
  /** Where people reach the server, without a slash at its end. */
  readonly publicUrl: () => string
  readonly projects: Projects
  readonly versions: Versions
  readonly publishing: Publishing
  readonly published: PublishedApps
  readonly storage: Storage
  readonly storedLists: StoredListHost
  readonly vault: SecretVault
  readonly notifications: NoticeRouteSurroundings['notifications']
  readonly bus: NoticeRouteSurroundings['bus']
  readonly readHistory: NoticeRouteSurroundings['readHistory']
  readonly liveViewOf: NoticeRouteSurroundings['liveViewOf']
  readonly mails: MailTransport
  readonly drafts: SessionHost
  readonly rooms: Rooms
  readonly door: ProgramDoor
  readonly streams: ProgramStreams
  readonly history: HistoryDesk
  readonly metrics: MetricsRouteSurroundings
  /** What `/readyz` asks. */
  readonly health: readonly HealthPart[]
  readonly clock: ServerClock
  /** The server takes nothing new that would last. */
  readonly isClosing: () => boolean
  /** HTTP requests that endpoints serve at once, when lower than the limit. */
  readonly requestsAtOnce: number | undefined
  readonly logger: FastifyBaseLogger
  readonly version: string
  /** Folder of the built editor; undefined while it is not built. */
  readonly pages: string | undefined
}

/** Methods that an address of the API may have. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Makes the HTTP side of the server: pages, API, health; every refusal is problem details with a code. */
export async function createApp({ permits, desk, gate, onRoute, originProblem, namedOrigins, publicUrl, projects, versions, publishing, published, storage, storedLists, vault, notifications, bus, readHistory, liveViewOf, mails, drafts, rooms, door, streams, history, metrics, health, clock, isClosing, requestsAtOnce, logger, version, pages }: AppSurroundings): Promise<FastifyInstance> {
  const app = fastify({ loggerInstance: logger, logController: new LogController({ disableRequestLogging: true }), requestTimeout: REQUEST_TIMEOUT_MS, trustProxy: 'loopback', forceCloseConnections: true, clientErrorHandler: answerUnreadable, frameworkErrors: (error, _request, reply) => sendProblem(reply, problemOf(error)) })
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        // React Flow and CodeMirror write styles into the page; styles run nothing.
        'style-src': ["'self'", "'unsafe-inline'"],
        // Pictures of modelled screens come from any address that is safe on its way.
        'img-src': ["'self'", 'data:', 'blob:', 'https:'],
        'connect-src': ["'self'"],
        // The preview shows a mail as a file of its own, in a frame that runs and loads nothing.
        'frame-src': ["'self'", 'blob:'],
        // No text becomes HTML or a program but by the one policy of the pages.
        'require-trusted-types-for': ["'script'"],
        'trusted-types': ['default'],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'self'"],
      },
    },
    // Without TLS on loopback there is nothing to keep strict.
    strictTransportSecurity: false,
  })
  answerNamedOrigins(app, namedOrigins)
  guardRoutes(app, { onRoute, identities: gate.identities, projects, originProblem })
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error)
    if (problem.status >= 500) request.log.error(error)
    return sendProblem(reply, problem)
  })
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const allow = path.startsWith('/api/') ? METHODS.filter((method) => app.hasRoute({ method, url: path })) : []
    if (allow.length > 0) {
      void reply.header('allow', allow.join(', '))
      return sendProblem(reply, { status: 405, code: 'endpoint/method', title: 'Another method', detail: `This address has ${allow.join(', ')}, not ${request.method}.` })
    }
    const page = await nothingHerePage(request, pages)
    if (page !== null) return reply.code(404).type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page)
    return sendProblem(reply, { status: 404, code: 'not_found', title: 'Nothing here', detail: 'There is nothing at this address.' })
  })
  metricsRoutes(app, metrics)
  healthRoutes(app, { version, parts: health, clock, isSafe: permits.isSafe })
  const answers = accountAnswers({ ...gate, publicUrl })
  accountRoutes(app, { ...gate, answers })
  peopleRoutes(app, { ...gate, answers, publicUrl })
  projectRoutes(app, { projects, versions, publishing, desk })
  newProjectRoutes(app, { projects, permits, clock, desk })
  exportRoutes(app, { projects, storage, publicUrl })
  versionRoutes(app, { projects, versions, publishing, published })
  publishedAppRoutes(app, published)
  eventPublishRoutes(app, door)
  eventStreamRoutes(app, { door, streams })
  eventHistoryRoutes(app, { door, history })
  asyncApiRoutes(app, { door, published, publicUrl })
  openApiRoutes(app, { version, publicUrl })
  endpointRoutes(app, { findApp: createFindApp({ projects, published, drafts }), clock, isClosing, requestsAtOnce })
  secretRoutes(app, { projects, vault })
  testMailRoutes(app, { projects, mails, publicUrl, clock })
  noticeRoutes(app, { projects, notifications, storage, drafts, published, clock, bus, readHistory, liveViewOf })
  roomRoutes(app, { projects, published, storage, rooms })
  listRowRoutes(app, { projects, published, storedLists })
  pageRoutes(app, pages, async (name, request) => {
    const identity = await gate.identities.identify(request.headers)
    // Who is not signed in yet is shown the way in, whatever the name; to others, an app of another organisation is none.
    return identity === null || published.findByName(name)?.sessions.runsIn.org === orgOf(identity)?.token
  })
  return app
}

function problemOf(error: unknown): Problem {
  const status = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  const detail = error instanceof Error ? error.message : 'The request could not be read.'
  if (status === 413) return { status, code: 'wire/too_large', title: 'Too large', detail }
  if (status === 415) return { status, code: 'wire/malformed', title: 'Not JSON', detail: 'Send application/json.' }
  if (status >= 400 && status < 500) return { status, code: 'wire/malformed', title: 'The request cannot be read', detail }
  if (error instanceof Error && error.name === 'StorageUnavailable') return { status: 503, code: 'unavailable', title: 'The storage is down', detail: 'The storage did not take it; nothing was changed. Try again.' }
  return { status: 500, code: 'internal', title: 'Something went wrong', detail: 'Something went wrong in the server; it was logged.' }
}
