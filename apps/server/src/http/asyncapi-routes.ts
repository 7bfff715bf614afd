import { asyncApiOf } from '@halley/formats'
import type { Project } from '@halley/model'
import type { FastifyInstance } from 'fastify'
import type { ProgramDoor } from '../programs/program-door.ts'
import { refuseProgram } from '../programs/wire-problem.ts'
import { isOpen } from '../realtime/channel-listening.ts'
import type { EventGrant } from '../realtime/event-grants.ts'
import type { PublishedApps } from '../sessions/published-apps.ts'

/** Serves `/api/v1/asyncapi.json`: the messages of the published apps of whoever asks, as a program sends and receives them; of a token, on the channels that it may do something with, by its capabilities and its roles. */
export function asyncApiRoutes(app: FastifyInstance, { door, published, publicUrl }: { readonly door: ProgramDoor; readonly published: PublishedApps; readonly publicUrl: () => string }): void {
  app.get('/api/v1/asyncapi.json', async (request, reply) => {
    const visitor = await door.admit(request)
    if ('status' in visitor) return refuseProgram(reply, visitor)
    const { grant } = visitor
    const { org } = grant
    const projects = published.all().filter(({ sessions }) => sessions.runsIn.org === org).flatMap(({ project }) => reachedBy(grant, project))
    return reply.header('cache-control', 'no-store').send(asyncApiOf(projects, { org, environment: 'published', serverUrl: publicUrl() }))
  })
}

/** What of a project somebody may do something with: none of it when there is no such channel, and what travels on the others is not told. */
function reachedBy({ org, publish, subscribe, presence, history, appRoles }: EventGrant, project: Project): Project[] {
  const mayWith = (roles: readonly string[]): boolean => appRoles === null || isOpen(roles, appRoles)
  const channels = Object.entries(project.channels).filter(([, { technicalName, sendRoles, listenRoles }]) => {
    const patterns = [...(mayWith(sendRoles) ? publish : []), ...(mayWith(listenRoles) ? [...subscribe, ...presence, ...history] : [])]
    return patterns.some((pattern) => reaches(pattern, ['events', org, project.technicalName, technicalName]))
  })
  if (channels.length === 0) return []
  const open = new Set(channels.flatMap(([, { messageIds }]) => messageIds))
  const isAnyOpen = channels.some(([, { messageIds }]) => messageIds.length === 0)
  return [{ ...project, channels: Object.fromEntries(channels), messages: isAnyOpen ? project.messages : Object.fromEntries(Object.entries(project.messages).filter(([id]) => open.has(id))) }]
}

/** May a pattern match a topic that begins with these tokens? */
function reaches(pattern: string, begin: readonly string[]): boolean {
  const tokens = pattern.split('.')
  for (const [index, token] of begin.entries()) {
    if (tokens[index] === '>') return true
    if (tokens[index] !== '*' && tokens[index] !== token) return false
  }
  return tokens.length > begin.length
}
