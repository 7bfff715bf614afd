import type { AddressInfo } from 'node:net'
import { exampleProjects } from '@halley/nodes'
import pino, { type Logger } from 'pino'
import type { Server as SocketServer } from 'socket.io'
import { systemClock } from './clock.ts'
import { KeyDesk } from './encryption/key-desk.ts'
import { createApp } from './http/create-app.ts'
import type { HealthPart } from './http/health-routes.ts'
import { isFromThisMachine } from './http/metrics-routes.ts'
import { findEditorPages } from './http/page-routes.ts'
import { followSilentConnections } from './http/silent-connections.ts'
import { createGate } from './identity/gate.ts'
import { may } from './identity/identity.ts'
import { ImportDesk } from './imports/import-desk.ts'
import { countRefusals } from './metrics/count-handshakes.ts'
import { ServerMetrics } from './metrics/server-metrics.ts'
import { HistoryDesk } from './programs/history-desk.ts'
import { ProgramDoor } from './programs/program-door.ts'
import { ProgramStreams } from './programs/program-streams.ts'
import { PublishGate } from './programs/publish-gate.ts'
import { Projects } from './projects/projects.ts'
import { serveApps } from './realtime/app-connections.ts'
import { createChannelListening } from './realtime/channel-listening.ts'
import { serveEditors } from './realtime/editor-connections.ts'
import { serveEvents } from './realtime/event-connections.ts'
import { createEventGrants, type EventGrant } from './realtime/event-grants.ts'
import { openSockets } from './realtime/open-sockets.ts'
import { createOriginCheck, isLoopbackHost, isLoopbackUrl, type OriginCheck } from './realtime/origin-check.ts'
import { SocketDoor } from './realtime/socket-door.ts'
import { openRunningApps } from './running-apps.ts'
import type { HalleyServer, ServerOptions } from './server-options.ts'
import { findChannel, findTopicChannel } from './sessions/find-topic-model.ts'
import { publishFromProgram } from './sessions/publish-from-program.ts'
import { LOCAL_ORG } from './sessions/topic-names.ts'
import { FIRST_ORG_ID } from './storage/identity-storage.ts'
import { openStorage } from './storage/open-storage.ts'

type Dropped = { readonly count: number; readonly topic: string; readonly program: EventGrant }

/** Makes a whole server in this process: storage, projects, sessions, HTTP and sockets. Nothing is open to anybody before `listen`. */
export async function createServer(options: ServerOptions): Promise<HalleyServer> {
  const { host = '127.0.0.1', port = 4747, clock = systemClock, pingIntervalMs = 25_000, pingTimeoutMs = 20_000, version = '0.1.0' } = options
  const logger: Logger = pino({ level: options.logLevel ?? 'silent' })
  const onFailure = (error: unknown, what: string): void => logger.error({ err: error }, `${what} failed`)
  // What it counts is made below, and is there when somebody asks.
  const metrics: ServerMetrics = new ServerMetrics(version, {
    connections: () => ({ ...Object.fromEntries(['/events', '/app', '/editor'].map((name) => [name, sockets.of(name).sockets.size])), http: streams.size }),
    subscriptions: () => bus.core.size().subscriptions,
    sessions: () => running.sessions().reduce((sum, { size }) => sum + size, 0),
    runs: () => running.sessions().reduce((sum, { runCount }) => sum + runCount, 0),
    heldEvents: () => bus.core.size().events,
    rememberedPublishes: () => bus.core.size().rememberedPublishes,
    mostUndeliveredBytes: () => Math.max(programs.mostUndelivered(), streams.mostUndelivered()),
    handedToPrograms: () => programs.handed + streams.handed,
  })
  const storage = options.storage ?? (await openStorage({ ...options, onCommitted: (seconds) => metrics.committed(seconds), onProblem: (error) => onFailure(error, 'a connection to the database') }))
  const gate = createGate({
    storage, clock, onFailure, onFirstOrgNamed: () => running.beginAgain(),
    demandsAccounts: !isLoopbackHost(host) || (options.publicUrl !== undefined && !isLoopbackUrl(options.publicUrl)),
    isSecure: options.publicUrl?.startsWith('https:') === true,
  })
  const projects = new Projects({ storage, clock, onProblem: onFailure })
  await gate.identities.begin()
  await seedExamples(projects)
  const endWiping = await projects.beginWiping()
  const running = await openRunningApps({ options, storage, projects, connections: gate.connections, metrics, clock, publicUrl: () => publicUrl(), onFailure })
  const { bus, drafts, published, places, permits } = running

  let isClosed = false
  const listensAt = (): string => {
    const address = app.server.address() as AddressInfo | null
    return `http://${host.includes(':') ? `[${host}]` : host}:${address?.port ?? port}`
  }
  const publicUrl = (): string => (options.publicUrl ?? listensAt()).replace(/\/+$/, '')
  let checkOrigin: OriginCheck | null = null
  // Made at the first request: where it listens is known by then.
  const originProblem: OriginCheck = (headers) => {
    checkOrigin ??= createOriginCheck({ isLoopback: isLoopbackHost(host), origins: [new URL(publicUrl()).origin, ...(options.origins ?? [])] })
    return checkOrigin(headers)
  }

  const publishGate = new PublishGate({
    orgRates: running.orgRates, nowMs: () => clock.nowMs(), onOutcome: (outcome) => metrics.published('program', outcome),
    publish: (request, program) => publishFromProgram(request, program, { bus, places, encryption: running.encryption, nowMs: () => clock.nowMs() }),
  })
  const reading = {
    bus, clock, listening: running.listening,
    positionNow: (org: string) => bus.core.position(org),
    // What no model speaks of may be all that a program has: it comes back and resumes.
    policyOf: (topic: string) => findTopicChannel(topic, places)?.whenTooSlow ?? ('disconnect' as const),
    onDropped: ({ count, topic, program }: Dropped) => {
      metrics.delivered('program', 'dropped_slow', count)
      logger.warn({ count, topic, program: program.source }, 'events left out for a slow program')
    },
  }
  const streams = new ProgramStreams(reading)
  const history = new HistoryDesk(running.readHistory)
  const socketDoor = new SocketDoor(gate.admission, onFailure)
  const grants = createEventGrants({ ...gate, door: socketDoor, listening: createChannelListening(places) })
  const desk = new ImportDesk({ clock, bounds: options.imports, onFailure })
  const health: HealthPart[] = [
    { name: 'storage', check: () => storage.check(), whenDown: 'The storage does not take writes; the server keeps trying.' },
    { name: 'bus', check: () => bus.position(LOCAL_ORG), whenDown: 'The bus does not answer, so messages are not taken; the server keeps trying.' },
  ]
  const routes: string[] = []
  const app = await createApp({
    permits, desk, gate, originProblem, namedOrigins: options.origins ?? [], publicUrl, projects, published, storage, streams, history, health, clock, logger, version, drafts, rooms: running.rooms,
    notifications: running.notifications, bus, readHistory: running.readHistory, liveViewOf: (room) => running.liveViews.of(room), versions: running.versions, publishing: running.publishing, storedLists: running.storedLists, vault: running.vault, mails: running.mails,
    door: new ProgramDoor({ clock, grants, publishing: publishGate, isClosing: () => isClosed }),
    metrics: { metrics, token: options.metricsToken, isAllowed: (request) => Promise.resolve(request.identity !== null && may(request.identity, 'people/manage') && (request.identity.type !== 'local' || isFromThisMachine(request))) },
    onRoute: (route) => routes.push(route), isClosing: () => isClosed, requestsAtOnce: options.requestsAtOnce, pages: findEditorPages(),
  })
  const cutSilentConnections = followSilentConnections(app.server)
  const sockets: SocketServer = openSockets(app.server, { pingIntervalMs, pingTimeoutMs, handshakesPerSecond: options.handshakesPerSecond, originProblem, namedOrigins: options.origins ?? [], metrics, clock })
  serveEditors(countRefusals(sockets.of('/editor'), metrics), {
    permits, projects, clock, onFailure, door: socketDoor, notifications: running.notifications, publishing: running.publishing, rowNews: running.storedLists.news, sessions: drafts, published, streams: running.textStreams.board, liveViewOf: (room) => running.liveViews.of(room),
  })
  serveApps(countRefusals(sockets.of('/app'), metrics), { rooms: running.rooms, notifications: running.notifications, permits, door: socketDoor, projects, sessions: drafts, published, clock, onFailure })
  const programs = serveEvents(countRefusals(sockets.of('/events'), metrics), {
    ...reading, history, onFailure, grants, streams: running.textStreams.board, keyDesk: new KeyDesk(running.dataKeys, places), publishing: publishGate, presence: { hub: running.presence, findChannel: (channel) => findChannel(channel, places) },
  })
  const claim = await gate.identities.newClaim()
  await running.begin()

  return {
    listen: async () => {
      await app.listen({ host, port })
    },
    close: async () => {
      if (isClosed) return
      isClosed = true
      // The HTTP server closes when the last answer is out, and a stream would be out in an hour.
      await running.endRequests()
      streams.endAll()
      sockets.disconnectSockets(true)
      const socketsClosed = sockets.close()
      cutSilentConnections()
      await desk.close()
      await socketsClosed
      await app.close()
      endWiping()
      gate.identities.close()
      await projects.settled()
      await running.close()
      metrics.close()
      await storage.close()
    },
    get url() {
      return listensAt()
    },
    routes,
    get ownerLink() {
      return claim === null ? null : `${publicUrl()}/claim#code=${claim}`
    },
  }
}

/** On the first start there are the examples; later, whoever deleted one does not get it back. */
async function seedExamples(projects: Projects): Promise<void> {
  if ((await projects.list(FIRST_ORG_ID)).length > 0) return
  for (const project of exampleProjects()) await projects.create(project, FIRST_ORG_ID)
}
