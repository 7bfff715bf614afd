import type { InProcessBus } from '@halley/bus'
import type { CancelTimer, ServerClock } from './clock.ts'
import { DataKeys } from './encryption/data-keys.ts'
import { MessageEncryption } from './encryption/message-encryption.ts'
import { SessionSeal } from './encryption/sealed-state.ts'
import { openBus } from './events/open-bus.ts'
import type { ReadHistory } from './events/read-history.ts'
import type { HeldConnections } from './identity/held-connections.ts'
import { createSmtpTransport } from './notifications/smtp-transport.ts'
import type { MailTransport, PushTransport } from './notifications/transports.ts'
import { createWebPushTransport } from './notifications/web-push-transport.ts'
import { LiveViews } from './live/live-views.ts'
import type { ServerMetrics } from './metrics/server-metrics.ts'
import { createHttpCaller } from './outgoing/node-http-caller.ts'
import { createHttpStreamer } from './outgoing/node-http-streamer.ts'
import { createNotifications, type Notifications } from './notifications/create-notifications.ts'
import { PresenceHub } from './presence/presence-hub.ts'
import type { Projects } from './projects/projects.ts'
import { Publishing } from './projects/publishing.ts'
import { Versions } from './projects/versions.ts'
import { ListeningChanges } from './realtime/listening-changes.ts'
import { askWhereAllowed, readWhereAllowed } from './safety/guard-outside.ts'
import { RunPermits } from './safety/run-permits.ts'
import { givenMasterKey, masterKeyIn } from './secrets/master-key.ts'
import { createSecretVault, type SecretVault } from './secrets/secret-vault.ts'
import type { ServerOptions } from './server-options.ts'
import { createAskService } from './sessions/ask-service.ts'
import type { OutwardEffects } from './sessions/outward-effects.ts'
import type { ModelPlaces } from './sessions/find-topic-model.ts'
import { OrgRates } from './sessions/org-rates.ts'
import type { ProjectSessions } from './sessions/project-sessions.ts'
import { PublishedApps } from './sessions/published-apps.ts'
import { SessionHost } from './sessions/session-host.ts'
import type { SessionsSurroundings } from './sessions/sessions-surroundings.ts'
import type { Storage } from './storage/storage.ts'
import { createRoomEffects } from './rooms/room-effects.ts'
import { Rooms } from './rooms/rooms.ts'
import { StoredListHost } from './stored-lists/stored-list-host.ts'
import { createStreams } from './streams/create-streams.ts'
import { createStreamSources } from './streams/read-stream-source.ts'

/** Milliseconds between looks for what nobody needs to be held any more. */
const SWEEP_EVERY_MS = 10_000

export type RunningAppsSurroundings = {
  readonly options: ServerOptions
  readonly storage: Storage
  readonly projects: Projects
  /** Those of people and programs: when one is cut, somebody may have lost the right to listen. */
  readonly connections: HeldConnections
  readonly metrics: ServerMetrics
  readonly clock: ServerClock
  /** Where people reach the server, without a slash at its end; known when it listens. */
  readonly publicUrl: () => string
  readonly onFailure: (error: unknown, what: string) => void
}

/** All that runs: the drafts and published versions of projects, with the bus between them and what they reach outside. */
export type RunningApps = {
  readonly bus: InProcessBus
  readonly readHistory: ReadHistory
  readonly dataKeys: DataKeys
  readonly encryption: MessageEncryption
  readonly vault: SecretVault
  /** By which notifications leave the server. */
  readonly pushes: PushTransport
  readonly mails: MailTransport
  readonly storedLists: StoredListHost
  readonly permits: RunPermits
  readonly textStreams: ReturnType<typeof createStreams>
  readonly presence: PresenceHub
  /** Tells that channels and rooms are for other roles now. */
  readonly listening: ListeningChanges
  /** What may be sent in each org, by its sessions and by programs. */
  readonly orgRates: OrgRates
  readonly rooms: Rooms
  readonly notifications: Notifications
  readonly drafts: SessionHost
  readonly published: PublishedApps
  readonly versions: Versions
  readonly publishing: Publishing
  readonly liveViews: LiveViews
  readonly places: ModelPlaces
  /** The sessions of all that runs, app by app. */
  sessions(): readonly ProjectSessions[]
  /** Takes on what ran when the server stopped. */
  begin(): Promise<void>
  /** Ends all that runs and begins it again, because the organisation has another name in topics. */
  beginAgain(): Promise<void>
  /** Ends what lasts as long as somebody reads it: requests, and texts that grow. */
  endRequests(): Promise<void>
  /** Resolves when every session and log is on the disk. */
  close(): Promise<void>
}

/** Makes all that runs; nothing does before `begin`. Rejects when the logs of the bus cannot be read. */
export async function openRunningApps({ options, storage, projects, connections, metrics, clock, publicUrl, onFailure }: RunningAppsSurroundings): Promise<RunningApps> {
  const openedBus = await openBus({ storage, clock, places: () => places, onFailure })
  const { bus } = openedBus
  const masterKey = options.masterKey === undefined ? masterKeyIn(options.dataFolder) : givenMasterKey(options.masterKey)
  const vault = createSecretVault({ storage, masterKey, clock })
  const dataKeys = new DataKeys({ storage: storage.dataKeys, masterKey, clock, newestExpiry: (nowMs) => storage.identity.newestApiTokenExpiry(nowMs), onFailure })
  const encryption = new MessageEncryption(dataKeys)
  // Whoever signs out has lost nothing; all else may be a right to listen.
  connections.onCut((key) => {
    if (!key.startsWith('login:')) dataKeys.revokeGiven().catch((error: unknown) => onFailure(error, 'replacing keys after a right was taken away'))
  })
  const storedLists = new StoredListHost({ storage, clock, onFailure })
  const outgoing = { clock, allowed: options.allowedHosts ?? [], onFailure }
  const pushes = createWebPushTransport({ masterKey, publicUrl, ...outgoing })
  const mails = createSmtpTransport({ vault, ...outgoing })
  const permits = new RunPermits({ storage: storage.runHolds, clock, isSafe: options.isSafe === true, onFailure })
  await permits.load()
  const ask = askWhereAllowed(createAskService({ caller: createHttpCaller(outgoing), vault, onFailure }), permits)
  const read = readWhereAllowed(createStreamSources({ streamer: createHttpStreamer(outgoing), vault, clock, onFailure }), permits)
  const textStreams = createStreams({ bus, clock, onFailure, read })
  const presence = new PresenceHub(clock)
  const listening = new ListeningChanges()
  const orgRates = new OrgRates()
  const rooms = new Rooms({
    storage: storage.rooms, bus, clock, orgRates, read, onFailure, onPosted: (outcome) => metrics.postedInRoom(outcome), onAnswered: (outcome) => metrics.answeredInRoom(outcome),
    appOf: (projectId, environment) => (environment === 'draft' ? drafts.find(projectId) : published.find(projectId)?.sessions),
    openApp: async ({ projectId, environment }) => {
      const room = environment === 'draft' ? await projects.open(projectId) : null
      if (room !== null) drafts.of(room)
    },
  })
  const seal = new SessionSeal(masterKey)
  const notifications = createNotifications({ storage, clock, bus, projects, liveViewOf: (room) => liveViews.of(room), permits, seal, encryption, publicUrl, push: pushes, mail: mails, onFailure, onOutcome: (way, outcome) => metrics.notified(way, outcome) })
  const outward: OutwardEffects = { notify: notifications.notify, doInRoom: createRoomEffects(rooms) }
  const surroundings: SessionsSurroundings = {
    outward, notifications, onModelChanged: (project, { environment }) => rooms.modelChanged(project, environment),
    onRunsBy: (project, runsIn) => listening.modelIs(project, runsIn),
    storage, storedLists, clock, bus, encryption, seal, presence, orgRates, permits, streams: textStreams, ask, monotonicMs: () => performance.now(), onFailure,
    onPublished: (outcome) => metrics.published('session', outcome), onDelivered: (outcome) => metrics.delivered('session', outcome),
  }
  const liveViews = new LiveViews({ storage, clock, sessions: () => drafts, onFailure })
  const drafts = new SessionHost(surroundings, (room) => liveViews.of(room))
  const versions = new Versions(storage, clock)
  const published = new PublishedApps({ ...surroundings, projects, versions, liveViewOf: (room) => liveViews.of(room) })
  const publishing = new Publishing({ storage, versions, apps: published })
  const places: ModelPlaces = { projects, sessions: drafts, published }

  projects.onOpened((room) => {
    room.listen({
      edited: () => undefined,
      gone: () => {
        liveViews.drop(room.id)
        storedLists.forget(room.id)
        rooms.gone(room.id)
        notifications.box.forget(room.id)
      },
    })
  })
  permits.onChanged((projectId) => {
    for (const running of [drafts.find(projectId), published.find(projectId)?.sessions]) running?.permitChanged()
  })
  let cancelSweep: CancelTimer = () => undefined
  const sweepLater = (): void => {
    cancelSweep = clock.setTimer(SWEEP_EVERY_MS, () => {
      openedBus.sweep()
      notifications.sweep()
      void projects.letGoOfIdle({ isNeeded: (id) => published.find(id) !== undefined || drafts.find(id)?.isIdle === false || rooms.isAnswering(id), letGo: (id) => void letGo(id) })
      sweepLater()
    })
  }

  /** Frees the memory of a project; resolves when its log is on the disk. */
  function letGo(id: string): Promise<void> {
    drafts.letGo(id)
    storedLists.forget(id)
    return liveViews.letGo(id)
  }

  return {
    bus, readHistory: openedBus.readHistory, dataKeys, encryption, vault, pushes, mails, storedLists, permits, textStreams, presence, listening, orgRates, rooms, notifications, drafts, published, versions, publishing, liveViews, places,
    sessions: () => [...drafts.all(), ...published.all().map((app) => app.sessions)],
    begin: async () => {
      await published.load()
      await rooms.begin()
      // In safe mode, what was running waits for the next start without it.
      if (!permits.isSafe) {
        await drafts.restore(projects, published)
        published.begin()
        drafts.goOn()
        await rooms.goOn()
      }
      notifications.begin()
      sweepLater()
    },
    beginAgain: async () => {
      const gone: Promise<void>[] = []
      await projects.letGoOfAll((id) => void gone.push(letGo(id)))
      await Promise.all(gone)
      await published.reload('the organisation was named')
      if (!permits.isSafe) published.begin()
    },
    endRequests: async () => {
      textStreams.board.interruptAll()
      await drafts.endRequests()
      await published.endRequests()
    },
    close: async () => {
      cancelSweep()
      await rooms.close()
      await notifications.close()
      await drafts.close()
      await published.close()
      await bus.close()
      await liveViews.flush()
    },
  }
}
