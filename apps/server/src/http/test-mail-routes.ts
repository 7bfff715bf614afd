import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { ServerClock } from '../clock.ts'
import { mailId } from '../notifications/compose-addresses.ts'
import { composeMail } from '../notifications/compose-mail.ts'
import type { MailTransport } from '../notifications/transports.ts'
import type { Projects } from '../projects/projects.ts'
import { newServerId } from '../random-ids.ts'
import { RateLimit } from '../sessions/rate-limit.ts'
import { notFound } from './project-routes.ts'
import { sendProblem } from './problem-details.ts'

/** Test mails a minute and project: enough to get a connection right, too few to bother anybody with. */
const MAILS_PER_MINUTE = 6

/** Projects whose rate is remembered; a forgotten one begins anew. */
const RATES_KEPT = 1_000

export const testMailSchema = z.strictObject({ /** The address that it goes to. */ to: z.string().trim().min(1).max(254) })

/** What came of it: whether the mail server took it, and its words or what to do. */
export const mailTrialSchema = z.object({ sent: z.boolean(), text: z.string() })

export type TestMailSurroundings = { readonly projects: Projects; readonly mails: MailTransport; readonly publicUrl: () => string; readonly clock: ServerClock }

/** Serves the trial of a connection to a mail server: one mail to an address that somebody typed. */
export function testMailRoutes(app: FastifyInstance, { projects, mails, publicUrl, clock }: TestMailSurroundings): void {
  const rates = new Map<string, RateLimit>()
  app.post<{ Params: { id: string; connectionId: string } }>('/api/v1/projects/:id/connections/:connectionId/test-mail', async (request, reply) => {
    const room = await projects.open(request.params.id)
    if (room === null) return notFound(reply)
    const { connectionId } = request.params
    const connection = Object.hasOwn(room.project.connections, connectionId) ? room.project.connections[connectionId] : undefined
    if (connection === undefined) return sendProblem(reply, { status: 404, code: 'connection/not_found', title: 'No such connection', detail: 'The project has no such connection; it may have been deleted.' })
    if (connection.settings.type !== 'smtp') return sendProblem(reply, { status: 422, code: 'connection/not_mail', title: 'Nothing was sent', detail: `"${connection.name}" is no connection to a mail server.` })
    const parsed = testMailSchema.safeParse(request.body)
    if (!parsed.success) return sendProblem(reply, { status: 422, code: 'connection/test_mail', title: 'Nothing was sent', detail: 'Send {"to": "…"} with one e-mail address.', pointer: '/to' })
    if (!takeOne(rates, room.id, clock.nowMs())) return tooMany(reply)
    const url = publicUrl()
    const projectUrl = `${url}/p/${encodeURIComponent(room.id)}`
    const outcome = await mails.send(room.project, connectionId, {
      to: { name: '', address: parsed.data.to }, messageId: mailId(newServerId('test-'), url),
      ...composeMail([{ title: `Test mail from ${room.project.name}`, body: `The connection “${connection.name}” can send mails.`, priority: 'normal', at: new Date(clock.nowMs()).toISOString(), url: projectUrl }], { appName: room.project.name, inboxUrl: projectUrl, settingsUrl: null }),
    })
    return { sent: outcome.type === 'sent', text: outcome.text }
  })
}

/** The bucket fills by the second; given sixtieths of the time, it fills by the minute. */
function takeOne(rates: Map<string, RateLimit>, projectId: string, nowMs: number): boolean {
  const known = rates.get(projectId)
  const rate = known ?? new RateLimit(MAILS_PER_MINUTE, nowMs / 60)
  if (known === undefined) rates.set(projectId, rate)
  const [oldest] = rates.keys()
  if (rates.size > RATES_KEPT && oldest !== undefined) rates.delete(oldest)
  return rate.take(nowMs / 60)
}

function tooMany(reply: FastifyReply): FastifyReply {
  void reply.header('retry-after', '10')
  return sendProblem(reply, { status: 429, code: 'rate_limited', title: 'Too many test mails', detail: `A project sends at most ${MAILS_PER_MINUTE} test mails a minute. Wait a moment.` })
}
