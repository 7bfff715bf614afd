import type { AddressInfo } from 'node:net'
import { exampleProjects } from '@halley/nodes'
import { LIMITS } from '@halley/model'
import pino, { type Logger } from 'pino'
import * as parser from 'socket.io-parser'
import { Server as SocketServer } from 'socket.io'
import { systemClock, type ServerClock } from './clock.ts'
import { createGate } from './identity/gate.ts'
import { may } from './identity/identity.ts'
import { SocketDoor } from './realtime/socket-door.ts'
import { isFromThisMachine } from './http/metrics-routes.ts'
import { openBus } from './events/open-bus.ts'
import { createApp } from './http/create-app.ts'
import type { HealthPart } from './http/health-routes.ts'
import { findEditorPages } from './http/page-routes.ts'
import { ImportDesk, type ImportBounds } from './imports/import-desk.ts'
import { followSilentConnections } from './http/silent-connections.ts'
import { LiveView } from './live/live-view.ts'
import type { ProjectRoom } from './projects/project-room.ts'
import { createHttpStreamer } from './outgoing/node-http-streamer.ts'
import { createHttpCaller } from './outgoing/node-http-caller.ts'
import { PresenceHub } from './presence/presence-hub.ts'
import { Projects } from './projects/projects.ts'
import { Publishing } from './projects/publishing.ts'
import { Versions } from './projects/versions.ts'
import { createChannelListening } from './realtime/channel-listening.ts'
import { serveApps } from './realtime/app-connections.ts'
import { serveEvents } from './realtime/event-connections.ts'
import { createEventGrants, type EventGrant } from './realtime/event-grants.ts'
import { HistoryDesk } from './programs/history-desk.ts'
import { ProgramDoor } from './programs/program-door.ts'
import { ProgramStreams } from './programs/program-streams.ts'
import { PublishGate } from './programs/publish-gate.ts'
import { DataKeys } from './encryption/data-keys.ts'
import { KeyDesk } from './encryption/key-desk.ts'
import { MessageEncryption } from './encryption/message-encryption.ts'
import { SessionSeal } from './encryption/sealed-state.ts'
import { findChannel, findTopicChannel, type ModelPlaces } from './sessions/find-topic-model.ts'
import { publishFromProgram } from './sessions/publish-from-program.ts'
import { limitHandshakes } from './realtime/handshake-limit.ts'
import { serveEditors } from './realtime/editor-connections.ts'
import { createOriginCheck, isLoopbackHost, isLoopbackUrl, type OriginCheck } from './realtime/origin-check.ts'
import { OversizeDecoder } from './realtime/oversize-decoder.ts'
import { countEngineRefusals, countRefusals } from './metrics/count-handshakes.ts'
import { ServerMetrics } from './metrics/server-metrics.ts'
import type { ProjectSessions, SessionsSurroundings } from './sessions/project-sessions.ts'
import type { AllowedHost } from './outgoing/allowed-hosts.ts'
import { askWhereAllowed, readWhereAllowed } from './safety/guard-outside.ts'
import { RunPermits } from './safety/run-permits.ts'
import { givenMasterKey, masterKeyIn } from './secrets/master-key.ts'
import { createSecretVault } from './secrets/secret-vault.ts'
import { PublishedApps } from './sessions/published-apps.ts'
import { LOCAL_ORG } from './sessions/topic-names.ts'
import { createAskService } from './sessions/ask-service.ts'
import { SessionHost } from './sessions/session-host.ts'
import { FIRST_ORG_ID } from './storage/identity-storage.ts'
import { openStorage } from './storage/open-storage.ts'
import { createStreams } from './streams/create-streams.ts'
import { createStreamSources } from './streams/read-stream-source.ts'
import { StoredListHost } from './stored-lists/stored-list-host.ts'
import type { Storage } from './storage/storage.ts'

/** Bytes after which a connection is cut. Between the frame limit and this, a request is still answered with a code. */
const CUT_BYTES = LIMITS.frameBytes * 8

/** Milliseconds that a connection may take to say who it is and to which namespace it wants. */
const HANDSHAKE_MS = 10_000

/** Milliseconds between looks for what the bus no longer needs to hold. */
const SWEEP_EVERY_MS = 10_000

export type ServerOptions = {
  readonly host?: string
  /** 0 takes a free one. */
  readonly port?: number
  /** Folder of the data; made where it is missing. */
  readonly dataFolder: string
  /** Address of a PostgreSQL, `postgres://…`, that is the storage instead of a file in the data folder. */
  readonly databaseUrl?: string | undefined
  readonly logLevel?: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  readonly clock?: ServerClock
  /** Instead of the one that the options above say. */
  readonly storage?: Storage
  /** Milliseconds between pings of a connection, and for the pong to come. */
  readonly pingIntervalMs?: number
  readonly pingTimeoutMs?: number
  /** HTTP requests that endpoints serve at once, when lower than the limit. */
  readonly requestsAtOnce?: number
  readonly version?: string
  /** The address at which people use the server, such as `https://halley.example`; by itself, where it listens. */
  readonly publicUrl?: string | undefined
  /** Origins, beside that of the public address, whose pages may use the server. */
  readonly origins?: readonly string[]
  /** What flows may call although it is inside the server's network; none unless given. */
  readonly allowedHosts?: readonly AllowedHost[]
  /** Lets whoever sends it read /metrics from anywhere. */
  readonly metricsToken?: string | undefined
  /** Handshakes a second that are taken, when other than the limit. */
  readonly handshakesPerSecond?: number
  /** Bounds of imports, when lower than the limits. */
  readonly imports?: Partial<ImportBounds>
  /** Safe mode: nothing runs, and everything can be edited. */
  readonly isSafe?: boolean | undefined
  /** 32 bytes that seal the secrets of connections; instead of the key in the data folder. */
  readonly masterKey?: Uint8Array | undefined
}

export type HalleyServer = {
  /** Starts to answer; rejects with the system's error, such as `EADDRINUSE`. */
  listen(): Promise<void>
  /** Finishes what was begun, tells clients, and lets go of everything; harmless twice. */
  close(): Promise<void>
  /** Where it answers, such as `http://127.0.0.1:4747`; known after `listen`. */
  readonly url: string
  /** The link that makes the first owner, once; null where none is needed. Known after `listen`. */
  readonly ownerLink: string | null
  /** Every route there is, such as `GET /healthz`: so that a check of all of them forgets none. */
  readonly routes: readonly string[]
}

type Dropped = { readonly count: number; readonly topic: string; readonly program: EventGrant }

/** Makes a whole server in this process: storage, projects, sessions, HTTP and sockets. Nothing is open to anybody before `listen`. */
export async function createServer(options: ServerOptions): Promise<HalleyServer> {
  const { host = '127.0.0.1', port = 4747, clock = systemClock, pingIntervalMs = 25_000, pingTimeoutMs = 20_000, version = '0.1.0' } = options
  const logger: Logger = pino({ level: options.logLevel ?? 'silent' })
  const onFailure = (error: unknown, what: string): void => logger.error({ err: error }, `${what} failed`)
  const metrics: ServerMetrics = new ServerMetrics(version, {
    connections: () => ({ ...Object.fromEntries(['/events', '/app', '/editor'].map((name) => [name, sockets.of(name).sockets.size])), http: streams.size }),
    subscriptions: () => bus.core.size().subscriptions,
    sessions: () => runningSessions().reduce((sum, { size }) => sum + size, 0),
    runs: () => runningSessions().reduce((sum, { runCount }) => sum + runCount, 0),
    heldEvents: () => bus.core.size().events,
    rememberedPublishes: () => bus.core.size().rememberedPublishes,
    mostUndeliveredBytes: () => Math.max(programs.mostUndelivered(), streams.mostUndelivered()),
    handedToPrograms: () => programs.handed + streams.handed,
  })
  const runningSessions = (): ProjectSessions[] => [...sessions.all(), ...published.all().map((running) => running.sessions)]
  const storage = options.storage ?? (await openStorage({ ...options, onCommitted: (seconds) => metrics.committed(seconds), onProblem: (error) => onFailure(error, 'a connection to the database') }))
  const gate = createGate({ storage, clock, onFailure, demandsAccounts: !isLoopbackHost(host) || (options.publicUrl !== undefined && !isLoopbackUrl(options.publicUrl)), isSecure: options.publicUrl?.startsWith('https:') === true, onFirstOrgNamed: () => beginAgain() })
  const projects = new Projects({ storage, clock, onProblem: onFailure })
  await gate.identities.begin()
  await seedExamples(projects)
  const endWiping = await projects.beginWiping()

  const openedBus = await openBus({ storage, clock, places: () => places, onFailure })
  const { bus } = openedBus
  const masterKey = options.masterKey === undefined ? masterKeyIn(options.dataFolder) : givenMasterKey(options.masterKey)
  const vault = createSecretVault({ storage, masterKey, clock })
  const dataKeys = new DataKeys({ storage: storage.dataKeys, masterKey, clock, onFailure })
  const encryption = new MessageEncryption(dataKeys)
  // Whoever signs out has lost nothing; all else may be a right to listen.
  gate.connections.onCut((key) => {
    if (!key.startsWith('login:')) dataKeys.revokeGiven().catch((error: unknown) => onFailure(error, 'replacing keys after a right was taken away'))
  })
  const storedLists = new StoredListHost({ storage, clock, onFailure })
  const outgoing = { clock, allowed: options.allowedHosts ?? [], onFailure }
  const permits = new RunPermits({ storage: storage.runHolds, clock, isSafe: options.isSafe === true, onFailure })
  await permits.load()
  const ask = askWhereAllowed(createAskService({ caller: createHttpCaller(outgoing), vault, onFailure }), permits)
  const textStreams = createStreams({ bus, clock, onFailure, read: readWhereAllowed(createStreamSources({ streamer: createHttpStreamer(outgoing), vault, clock, onFailure }), permits) })
  const presence = new PresenceHub(clock)
  const surroundings: SessionsSurroundings = { storage, storedLists, clock, bus, encryption, seal: new SessionSeal(masterKey), presence, permits, streams: textStreams, ask, monotonicMs: () => performance.now(), onFailure, onPublished: (outcome) => metrics.published('session', outcome), onDelivered: (outcome) => metrics.delivered('session', outcome) }
  const sessions: SessionHost = new SessionHost(surroundings, (room) => liveViewOf(room))
  const versions = new Versions(storage, clock)
  const published = new PublishedApps({ ...surroundings, projects, versions, liveViewOf: (room) => liveViewOf(room) })
  const publishing = new Publishing({ storage, versions, apps: published })

  const liveViews = new Map<string, LiveView>()
  const liveViewOf = (room: ProjectRoom): LiveView => {
    const known = liveViews.get(room.id)
    if (known !== undefined) return known
    const view = new LiveView(room.id, { storage, clock, armed: () => sessions.find(room.id)?.armed ?? [], waiting: () => sessions.find(room.id)?.waiting ?? [], onFailure: (error) => onFailure(error, 'the message log') })
    liveViews.set(room.id, view)
    return view
  }

  projects.onOpened((room) => {
    room.listen({
      edited: () => undefined,
      gone: () => {
        liveViews.get(room.id)?.log.stop()
        liveViews.delete(room.id)
        storedLists.forget(room.id)
      },
    })
  })

  const places: ModelPlaces = { projects, sessions, published }
  const publishGate = new PublishGate({ nowMs: () => clock.nowMs(), onOutcome: (outcome) => metrics.published('program', outcome), publish: (request, program) => publishFromProgram(request, program, { bus, places, encryption, nowMs: () => clock.nowMs() }) })
  const reading = {
    bus, clock,
    positionNow: (org: string) => bus.core.position(org),
    // What no model speaks of may be all that a program has: it comes back and resumes.
    policyOf: (topic: string) => findTopicChannel(topic, places)?.whenTooSlow ?? ('disconnect' as const),
    onDropped: ({ count, topic, program }: Dropped) => {
      metrics.delivered('program', 'dropped_slow', count)
      logger.warn({ count, topic, program: program.source }, 'events left out for a slow program')
    },
  }
  const streams = new ProgramStreams(reading)

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
  const routes: string[] = []
  const socketDoor = new SocketDoor(gate.admission, onFailure)
  const grants = createEventGrants({ ...gate, door: socketDoor, listening: createChannelListening(places) })
  const history = new HistoryDesk(openedBus.readHistory)
  const door = new ProgramDoor({ clock, grants, publishing: publishGate, isClosing: () => isClosed })
  const desk = new ImportDesk({ clock, bounds: options.imports, onFailure })
  const health: HealthPart[] = [
    { name: 'storage', check: () => storage.check(), whenDown: 'The storage does not take writes; the server keeps trying.' },
    { name: 'bus', check: () => bus.position(LOCAL_ORG), whenDown: 'The bus does not answer, so messages are not taken; the server keeps trying.' },
  ]
  const app = await createApp({ permits, desk, gate, onRoute: (route) => routes.push(route), originProblem, publicUrl, projects, versions, publishing, published, storage, storedLists, vault, drafts: sessions, door, streams, history, health, metrics: { metrics, token: options.metricsToken, isAllowed: (request) => Promise.resolve(request.identity !== null && may(request.identity, 'people/manage') && (request.identity.type !== 'local' || isFromThisMachine(request))) }, clock, isClosing: () => isClosed, requestsAtOnce: options.requestsAtOnce, logger, version, pages: findEditorPages() })
  const cutSilentConnections = followSilentConnections(app.server)
  const sockets = new SocketServer(app.server, {
    serveClient: false,
    // Compressing each small frame costs more than it saves, several times over.
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: CUT_BYTES,
    pingInterval: pingIntervalMs,
    pingTimeout: pingTimeoutMs,
    connectTimeout: HANDSHAKE_MS,
    parser: { ...parser, Decoder: OversizeDecoder },
    // Its check of the Origin would let WebSockets through; this one is asked for every kind of connection.
    allowRequest: (request, decide) => {
      const { host: name, origin, upgrade } = request.headers
      // The first request of polling is plain reading, at which a browser says no Origin to its own page; without its answer nobody goes on.
      const problem = originProblem(upgrade === undefined ? { host: name, origin } : request.headers)
      decide(problem, problem === undefined)
    },
  })
  countEngineRefusals(sockets, metrics)
  sockets.engine.use(limitHandshakes({ nowMs: () => clock.nowMs(), perSecond: options.handshakesPerSecond, onRefused: () => metrics.handshakeRefused('engine', 'rate_limited') }))
  serveEditors(countRefusals(sockets.of('/editor'), metrics), { permits, door: socketDoor, projects, publishing, rowNews: storedLists.news, sessions, streams: textStreams.board, clock, liveViewOf, onFailure })

  serveApps(countRefusals(sockets.of('/app'), metrics), { permits, door: socketDoor, projects, sessions, published, clock, onFailure })
  const programs = serveEvents(countRefusals(sockets.of('/events'), metrics), { ...reading, streams: textStreams.board, history, onFailure, grants, keyDesk: new KeyDesk(dataKeys, places), publishing: publishGate, presence: { hub: presence, findChannel: (channel) => findChannel(channel, places) } })
  const claim = await gate.identities.newClaim()
  await published.load()
  // What was running goes on at the next start without safe mode.
  if (!permits.isSafe) {
    await sessions.restore(projects, published)
    published.begin()
    sessions.goOn()
  }
  permits.onChanged((projectId) => {
    for (const running of [sessions.find(projectId), published.find(projectId)?.sessions]) running?.permitChanged()
  })
  let cancelSweep = sweepLater()

  function sweepLater(): () => void {
    return clock.setTimer(SWEEP_EVERY_MS, () => {
      openedBus.sweep()
      void letGoOfIdle()
      cancelSweep = sweepLater()
    })
  }

  /** Ends all that runs and begins it again, because the organisation has another name in topics. */
  async function beginAgain(): Promise<void> {
    const letGo: Promise<void>[] = []
    await projects.letGoOfAll((id) => {
      sessions.letGo(id)
      letGo.push(liveViews.get(id)?.log.flush() ?? Promise.resolve())
      liveViews.delete(id)
      storedLists.forget(id)
    })
    await Promise.all(letGo)
    await published.reload('the organisation was named')
    if (!permits.isSafe) published.begin()
  }

  /** Frees the memory of projects that nobody has open, that have no session and are not published. */
  function letGoOfIdle(): Promise<void> {
    return projects.letGoOfIdle({
      isNeeded: (id) => published.find(id) !== undefined || sessions.find(id)?.isIdle === false,
      letGo: (id) => {
        sessions.letGo(id)
        void liveViews.get(id)?.log.flush()
        liveViews.delete(id)
        storedLists.forget(id)
      },
    })
  }

  return {
    listen: async () => {
      await app.listen({ host, port })
    },
    close: async () => {
      if (isClosed) return
      isClosed = true
      // The HTTP server closes when the last answer is out, and a stream would be out in an hour.
      textStreams.board.interruptAll()
      await sessions.endRequests()
      await published.endRequests()
      streams.endAll()
      sockets.disconnectSockets(true)
      const socketsClosed = sockets.close()
      cutSilentConnections()
      await desk.close()
      await socketsClosed
      await app.close()
      cancelSweep()
      endWiping()
      gate.identities.close()
      await projects.settled()
      await sessions.close()
      await published.close()
      await bus.close()
      await Promise.all([...liveViews.values()].map((view) => view.log.flush()))
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

