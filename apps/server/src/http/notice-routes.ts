import type { BusCore } from '@halley/bus'
import { idSchema, LIMITS } from '@halley/model'
import { environmentSchema } from '@halley/protocol'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { ServerClock } from '../clock.ts'
import type { ReadHistory } from '../events/read-history.ts'
import type { LiveView } from '../live/live-view.ts'
import type { Notifications } from '../notifications/create-notifications.ts'
import { readAttemptId } from '../notifications/notice-ids.ts'
import { recordFor } from '../notifications/notice-on-wire.ts'
import { testRule } from '../notifications/test-rule.ts'
import type { ProjectRoom } from '../projects/project-room.ts'
import type { Projects } from '../projects/projects.ts'
import { mayReadTopic } from '../rooms/may-read-topic.ts'
import type { PublishedApps } from '../sessions/published-apps.ts'
import type { SessionHost } from '../sessions/session-host.ts'
import type { Storage } from '../storage/storage.ts'
import { sendProblem } from './problem-details.ts'
import { notFound } from './project-routes.ts'

export const noticeQuerySchema = z.strictObject({
  environment: environmentSchema.default('draft'),
  /** The `next` of the page before. */
  before: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(LIMITS.inboxPage),
})
export const retryQuerySchema = z.strictObject({ environment: environmentSchema.default('draft') })
/** The event of an id, of the log or of a row of the message log; left out, the last that the rule's pattern matches. */
export const ruleTestBodySchema = z.strictObject({ eventId: z.string().min(1).max(300).optional() })

export type NoticeRouteSurroundings = {
  readonly projects: Projects
  readonly notifications: Notifications
  readonly storage: Storage
  readonly drafts: SessionHost
  readonly published: PublishedApps
  readonly clock: ServerClock
  readonly bus: { readonly core: BusCore }
  readonly readHistory: ReadHistory
  readonly liveViewOf: (room: ProjectRoom) => LiveView
}

type OfProject = { Params: { id: string } }

/** Serves what became of notifications, another try of those that were given up, and the test of a rule. */
export function noticeRoutes(app: FastifyInstance, { projects, notifications, storage, drafts, published, clock, bus, readHistory, liveViewOf }: NoticeRouteSurroundings): void {
  const path = '/api/v1/projects/:id'
  const places = { projects, sessions: drafts, published }

  app.get<OfProject>(`${path}/notifications`, async (request, reply) => {
    const query = noticeQuerySchema.safeParse(request.query)
    if (!query.success) return malformed(reply, query.error)
    const { environment, before = null, limit } = query.data
    // One more than is given tells whether there are more.
    const found = await storage.notifications.readHistories({ projectId: request.params.id, environment }, { before, limit: limit + 1 })
    const given = found.slice(0, limit)
    return reply.header('cache-control', 'no-store').send({ records: given.map((history) => recordFor(notifications.recordOf(history), (topic) => mayReadTopic(request.identity, topic, places))), next: found.length > limit ? (given.at(-1)?.notice.ordinal ?? null) : null })
  })

  app.post<OfProject & { Params: { attemptId: string } }>(`${path}/notifications/attempts/:attemptId/retry`, async (request, reply) => {
    const query = retryQuerySchema.safeParse(request.query)
    if (!query.success) return malformed(reply, query.error)
    const attempt = readAttemptId(request.params.attemptId)
    const isRetried = attempt !== null && (await storage.notifications.retry({ projectId: request.params.id, ...query.data }, attempt, clock.nowMs()))
    if (!isRetried) return sendProblem(reply, { status: 404, code: 'notice/not_found', title: 'Nothing to try again', detail: 'There is no such attempt that was given up; it may have been tried again already, or be of the other environment.' })
    notifications.retried({ projectId: request.params.id, ...query.data }, attempt.noticeId)
    return reply.code(204).send()
  })

  app.post<OfProject & { Params: { ruleId: string } }>(`${path}/rules/:ruleId/test`, async (request, reply) => {
    const body = ruleTestBodySchema.safeParse(request.body ?? {})
    if (!body.success) return malformed(reply, body.error)
    const room = await projects.open(request.params.id)
    if (room === null) return notFound(reply)
    const ruleId = idSchema.safeParse(request.params.ruleId)
    const sessions = drafts.of(room)
    const rule = ruleId.success && sessions.canRun() ? sessions.program.rules.get(ruleId.data) : undefined
    if (rule === undefined) return sendProblem(reply, { status: 404, code: 'rule/not_found', title: 'No such rule', detail: 'The project has no such rule; it may have been deleted.' })
    const mayRead = (topic: string): boolean => mayReadTopic(request.identity, topic, places)
    const tested = await testRule(rule, body.data.eventId, { program: sessions.program, org: room.org, log: liveViewOf(room).log }, { core: bus.core, readHistory, notifications, nowMs: () => clock.nowMs(), mayRead })
    if (tested === null) return sendProblem(reply, { status: 404, code: 'rule/no_event', title: 'No event to test with', detail: body.data.eventId === undefined ? 'No message of before matches the pattern of the rule; send one in the preview.' : 'There is no such message any more.' })
    return reply.header('cache-control', 'no-store').send(tested)
  })
}

function malformed(reply: FastifyReply, error: z.ZodError): FastifyReply {
  const [issue] = error.issues
  return sendProblem(reply, { status: 400, code: 'wire/malformed', title: 'The request cannot be read', detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`, pointer: `/${(issue?.path ?? []).join('/')}` })
}
