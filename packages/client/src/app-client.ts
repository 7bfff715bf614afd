import { appPushes, appRequests, PROTOCOL_VERSION, type AppAuth, type AppPushes, type AppRequests, type Environment, type Listening, type PushOf, type Refusal, type ReplyOf, type RequestOf } from '@halley/protocol'
import { appRooms, type AppRooms } from './app-rooms.ts'
import type { ConnectionStatus } from './connection-status.ts'
import { inboxFeed, type InboxFeed } from './inbox-feed.ts'
import { connectNamespace } from './namespace-connection.ts'
import { noticeSettings, type NoticeSettings } from './notice-settings.ts'
import { observable, type Readable } from './observable.ts'
import { roomDrafts } from './room-drafts.ts'
import { afterStep, type StreamText } from './stream-text.ts'
import type { SecretStore } from './secret-store.ts'

export type AppSession = PushOf<AppPushes, 'session'>
export type AppScreens = PushOf<AppPushes, 'screens'>
export type RunFailure = PushOf<AppPushes, 'runFailed'>
export type AppReply<K extends keyof AppRequests> = ReplyOf<AppRequests, K> | Refusal

/** Everything that a client shows. */
export type AppSnapshot = {
  readonly connection: ConnectionStatus
  /** null until the server said who this is. */
  readonly session: AppSession | null
  /** null until the server said what is shown. */
  readonly screens: AppScreens | null
  readonly listeners: readonly Listening[]
  /** Why the last run stopped; null when none did since the last start. */
  readonly failure: RunFailure | null
  /** Something that should not happen, in words. */
  readonly trouble: string | null
}

/** One running session: what it shows, and what a person does in it. */
export type AppClient = Readable<AppSnapshot> & {
  readonly press: (request: RequestOf<AppRequests, 'press'>) => Promise<AppReply<'press'>>
  readonly closeOverlay: (screenId: string) => Promise<AppReply<'closeOverlay'>>
  /** Ends everything of this session and starts again, at Home or at a flow. */
  readonly reset: (flowId: string | null) => Promise<AppReply<'reset'>>
  /** As reset, and connects first when that is needed; the snapshot tells how it goes. */
  readonly restart: (flowId: string | null) => void
  readonly navigate: (navigationId: string) => Promise<AppReply<'navigate'>>
  /** The texts that stream on the shown screens, by the id of their stream. */
  readonly streams: Readable<ReadonlyMap<string, StreamText>>
  /** Ends a stream for everybody. */
  readonly stopStream: (id: string) => Promise<AppReply<'stopStream'>>
  /** The notifications of who uses this session. */
  readonly inbox: InboxFeed
  /** Takes a notification up: it is read and its flow runs here, or the reply says where to go instead. */
  readonly openNotice: (id: string) => Promise<AppReply<'openNotice'>>
  /** What who uses this session wants of notifications, and the devices that they are pushed to. */
  readonly noticeSettings: NoticeSettings
  readonly rooms: AppRooms
  readonly dismissFailure: () => void
  readonly disconnect: () => void
  readonly reconnect: () => void
  /** Ends the connection for good; the secret stays, so that a reload goes on. */
  readonly close: () => void
  /** Ends the connection and the session: nobody comes back. */
  readonly end: () => void
}

export type AppOptions = Omit<AppAuth, 'protocol' | 'resume' | 'environment' | 'device'> & {
  /** The secret of the device, by which who is nobody in particular is a guest of their own in a published app. */
  readonly device?: string
  /** Left out: the draft, as the preview runs it. */
  readonly environment?: Environment
  readonly secrets: SecretStore
  readonly ackTimeoutMs?: number
  readonly pingEveryMs?: number
  readonly nowMs?: () => number
}

/** Streams whose texts are kept: more than screens show at once. */
const STREAMS_KEPT = 32

/** Connects a client to `/app`: it comes back by itself after a cut, and goes on with its session where it was. */
export function connectApp(url: string, options: AppOptions): AppClient {
  const { projectId, personaId, slot, flowId, environment = 'draft', device = null, secrets, ...rest } = options
  const key = `halley-session/${projectId}/${slot ?? 'app'}`
  const connection = connectNamespace(url, '/app', {
    ...rest,
    // Another persona in this place hands over the secret too: the server then ends the session of the one before.
    auth: () => ({ protocol: PROTOCOL_VERSION, projectId, personaId, environment, slot, flowId, device, resume: secrets.read(key) }),
    requests: appRequests,
    pushes: appPushes,
    pingEvent: 'ping',
  })
  const state = observable<AppSnapshot>({ connection: connection.status.get(), session: null, screens: null, listeners: [], failure: null, trouble: null })

  const streams = observable<ReadonlyMap<string, StreamText>>(new Map())
  const noteStream = (id: string, text: StreamText): void => {
    const all = new Map([...streams.get(), [id, text]])
    for (const oldest of all.keys()) if (all.size > STREAMS_KEPT) all.delete(oldest)
    streams.set(all)
  }
  const inbox = inboxFeed(connection)
  const rooms = appRooms(connection, { nowMs: options.nowMs ?? (() => performance.now()), drafts: roomDrafts(secrets, `${projectId}/${environment}/${slot ?? 'app'}`) })
  let restartAt: { readonly flowId: string | null } | null = null
  const reset = async (startAt: string | null) => {
    // Before asking: a failure that the new run has at once must stay.
    state.patch({ failure: null })
    return connection.request('reset', { flowId: startAt })
  }

  connection.status.subscribe(() => {
    const status = connection.status.get()
    // A session that the server no longer knows: the next connection begins a new one.
    if (status.refusal?.code === 'session/not_found' && secrets.read(key) !== null) {
      secrets.write(key, null)
      state.patch({ connection: status })
      connection.connect()
      return
    }
    // The other window keeps the session; connecting again from here begins one of its own.
    if (status.refusal?.code === 'session/elsewhere') secrets.write(key, null)
    state.patch({ connection: status })
  })
  connection.onPush('session', (session) => {
    secrets.write(key, session.resume)
    const isSame = state.get().session?.sessionId === session.sessionId
    // Another session: nothing of the old one is true any more.
    state.patch({ session, ...(!isSame && { screens: null, listeners: [], failure: null }) })
    if (!isSame) streams.set(new Map())
    if (!isSame) inbox.forget()
    rooms.sessionIs(isSame)
    if (restartAt === null) return
    const startAt = restartAt.flowId
    restartAt = null
    void reset(startAt)
  })
  connection.onPush('screens', (screens) => {
    state.patch({ screens })
    rooms.screensAre([screens.main, ...screens.overlays].map((screen) => screen?.id ?? '').join(' '))
  })
  connection.onPush('stream', (step) => {
    const next = afterStep(streams.get().get(step.id), step)
    // Something is missing: the whole of it comes as a push; a stream that has ended by then is on its screen.
    if (next === null) return void connection.request('followStream', { id: step.id })
    noteStream(step.id, next)
  })
  connection.onPush('listening', ({ listeners }) => state.patch({ listeners }))
  connection.onPush('runFailed', (failure) => state.patch({ failure }))
  connection.onTrouble((trouble) => state.patch({ trouble }))

  return {
    get: state.get,
    subscribe: state.subscribe,
    press: (request) => connection.request('press', request),
    closeOverlay: (screenId) => connection.request('closeOverlay', { screenId }),
    reset,
    restart: (startAt) => {
      if (connection.status.get().state === 'live') return void reset(startAt)
      restartAt = { flowId: startAt }
      return connection.connect()
    },
    navigate: async (navigationId) => {
      state.patch({ failure: null })
      return connection.request('navigate', { navigationId })
    },
    streams,
    stopStream: (id) => connection.request('stopStream', { id }),
    inbox,
    openNotice: (id) => connection.request('openNotice', { id }),
    noticeSettings: noticeSettings(connection),
    rooms,
    dismissFailure: () => state.patch({ failure: null }),
    disconnect: connection.disconnect,
    reconnect: connection.connect,
    close: connection.close,
    end: () => {
      secrets.write(key, null)
      connection.leave()
    },
  }
}
