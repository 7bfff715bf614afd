import { editorAuthSchema, editorPushes, editorRequests, type EditorPushes, type LogRow, type OrderedEdit, type PushOf } from '@halley/protocol'
import { outsideReach } from '@halley/nodes'
import type { Namespace, Socket } from 'socket.io'
import type { ServerClock } from '../clock.ts'
import { may, nameOf, orgOf } from '../identity/identity.ts'
import type { LiveView } from '../live/live-view.ts'
import type { Notifications } from '../notifications/create-notifications.ts'
import { recordFor } from '../notifications/notice-on-wire.ts'
import type { ProjectRoom } from '../projects/project-room.ts'
import type { Projects } from '../projects/projects.ts'
import type { Publishing } from '../projects/publishing.ts'
import { newServerId } from '../random-ids.ts'
import { isOfPublishedRoom, mayReadTopic } from '../rooms/may-read-topic.ts'
import type { RunPermits } from '../safety/run-permits.ts'
import type { PublishedApps } from '../sessions/published-apps.ts'
import type { SessionHost } from '../sessions/session-host.ts'
import type { StoredEdit } from '../storage/storage.ts'
import type { StreamBoard } from '../streams/stream-board.ts'
import type { RowNews } from '../stored-lists/row-news.ts'
import { ConnectRefusal, readHandshake } from './handshake.ts'
import { previewPostRequests } from './preview-post-requests.ts'
import { pushTo } from './pushing.ts'
import { requestRate } from './request-rate.ts'
import { refuse, serveRequests } from './serve-requests.ts'
import { PresenceBoard } from './presence-board.ts'
import type { SocketDoor } from './socket-door.ts'

export type EditorSurroundings = {
  readonly permits: RunPermits
  readonly door: SocketDoor
  readonly projects: Projects
  readonly publishing: Publishing
  readonly notifications: Notifications
  readonly rowNews: RowNews
  readonly clock: ServerClock
  readonly sessions: SessionHost
  readonly published: PublishedApps
  readonly streams: StreamBoard
  readonly liveViewOf: (room: ProjectRoom) => LiveView
  readonly onFailure: (error: unknown, what: string) => void
}

/** Serves the namespace `/editor`: one connection is one tab, which has one project open at a time. */
export function serveEditors(namespace: Namespace, surroundings: EditorSurroundings): void {
  const boards = new Map<string, PresenceBoard>()
  const boardOf = (projectId: string): PresenceBoard => {
    const known = boards.get(projectId)
    if (known !== undefined) return known
    const board = new PresenceBoard(surroundings.clock, (people) => pushTo(namespace.to(projectId), editorPushes)('presence', { people: [...people] }))
    boards.set(projectId, board)
    return board
  }
  // Told before the edit is acknowledged, to every tab that has the project open: the own one learns its order by it.
  surroundings.projects.onOpened((room) => {
    const push = pushTo(namespace.to(room.id), editorPushes)
    room.listen({
      edited: (stored) => push('edited', { projectId: room.id, ordered: toOrdered(stored) }),
      gone: () => {
        push('projectGone', { projectId: room.id })
        boards.delete(room.id)
      },
    })
  })
  surroundings.publishing.onChanged((projectId) => pushTo(namespace.to(projectId), editorPushes)('versionsChanged', { projectId }))
  surroundings.notifications.onEditorNews((news) => {
    const push = pushTo(namespace.to(news.projectId), editorPushes)
    switch (news.event) {
      case 'previewPost':
        return push(news.event, news.payload)
      case 'personaReach':
        return push(news.event, news.payload)
      case 'notices':
        return pushNotices(namespace, surroundings, news.projectId, news.payload)
    }
  })
  surroundings.rowNews.onChanged((changed) => pushTo(namespace.to(changed.projectId), editorPushes)('rowsChanged', changed))
  surroundings.permits.onChanged((projectId) => {
    const tell = async (): Promise<void> => {
      const room = await surroundings.projects.open(projectId)
      if (room !== null) pushTo(namespace.to(projectId), editorPushes)('runState', { projectId, ...surroundings.permits.stateOf(projectId, () => outsideReach(room.project)) })
    }
    tell().catch((error: unknown) => surroundings.onFailure(error, 'telling editors what runs'))
  })
  namespace.use((socket, next) => readHandshake(socket, editorAuthSchema, next))
  namespace.use((socket, next) => {
    const admit = async (): Promise<void> => {
      const answer = await surroundings.door.admit(socket, { needs: 'project/read' })
      next(answer instanceof ConnectRefusal ? answer : undefined)
    }
    void admit()
  })
  namespace.on('connection', (socket) => serveEditor(socket, surroundings, boardOf))
}

/** Tells each tab of notifications what its person may read of them: all tabs at once when that is all. */
function pushNotices(namespace: Namespace, { door, projects, sessions, published }: EditorSurroundings, projectId: string, { environment, records }: PushOf<EditorPushes, 'notices'>): void {
  const places = { projects, sessions, published }
  if (!records.some(({ topic }) => topic !== null && isOfPublishedRoom(topic))) return pushTo(namespace.to(projectId), editorPushes)('notices', { environment, records })
  for (const socket of namespace.sockets.values()) {
    if (socket.rooms.has(projectId)) pushTo(socket, editorPushes)('notices', { environment, records: records.map((record) => recordFor(record, (topic) => mayReadTopic(door.identityOf(socket), topic, places))) })
  }
}

type OpenTab = { readonly room: ProjectRoom; readonly close: () => void }

function serveEditor(socket: Socket, { notifications, permits, door, projects, sessions, streams, clock, liveViewOf, onFailure }: EditorSurroundings, boardOf: (projectId: string) => PresenceBoard): void {
  const identity = door.identityOf(socket)
  const orgId = orgOf(identity)?.id ?? ''
  const mayChange = may(identity, 'project/change')
  const name = nameOf(identity) ?? editorAuthSchema.parse(socket.handshake.auth).name
  const clientId = newServerId('tab-')
  const push = pushTo(socket, editorPushes)
  let tab: OpenTab | null = null
  const closeTab = (): void => {
    tab?.close()
    tab = null
  }
  const onlyLooking = refuse({ code: 'edit/forbidden', message: 'Your role lets you look at this project, not change it; ask an owner.' })
  const notOpen = refuse({ code: 'project/not_found', message: 'Open a project first.' })

  serveRequests(socket, {
    table: editorRequests,
    handlers: {
      open: async ({ projectId, since }) => {
        const room = await projects.openIn(orgId, projectId)
        if (room === null) return refuse({ code: 'project/not_found', message: 'There is no such project; it may have been deleted.' })
        if (tab?.room !== room && socket.connected) {
          closeTab()
          tab = openTab(room)
        }
        const edits = since === null ? null : room.editsAfter(since)
        return { ok: true as const, clientId, revision: room.revision, document: edits === null ? room.project : null, edits: (edits ?? []).map(toOrdered) }
      },
      edit: async ({ projectId, edit }) => {
        const room = tab?.room.id === projectId ? tab.room : await projects.openIn(orgId, projectId)
        if (room === null) return refuse({ code: 'project/not_found', message: 'There is no such project; it may have been deleted.' })
        if (!mayChange) return onlyLooking
        const reply = await room.apply(edit, { clientId, name })
        if (reply.ok) return reply
        const { ok: _, ...error } = reply
        return refuse(error)
      },
      presence: (presence) => {
        if (tab === null) return notOpen
        boardOf(tab.room.id).update(clientId, presence)
        return { ok: true as const }
      },
      watch: ({ on }) => {
        if (tab === null) return notOpen
        liveViewOf(tab.room).watch(clientId, on)
        return { ok: true as const }
      },
      ...previewPostRequests({ notifications, mayChange, room: () => tab?.room ?? null }),
      restartService: async () => {
        if (tab === null) return notOpen
        if (!mayChange) return onlyLooking
        await sessions.of(tab.room).restartService()
        return { ok: true as const }
      },
      stopStream: ({ id }) => {
        const stream = streams.find(id)
        if (tab === null) return notOpen
        if (!mayChange) return onlyLooking
        if (stream?.head.projectId !== tab.room.id) return refuse({ code: 'stream/not_running', message: 'There is no such stream here, or it has ended already.' })
        stream.stop(`stopped in the editor by ${name}`)
        return { ok: true as const }
      },
      runState: () => {
        if (tab === null) return notOpen
        const { room } = tab
        return { ok: true as const, ...permits.stateOf(room.id, () => outsideReach(room.project)) }
      },
      allowToRun: async () => {
        if (tab === null) return notOpen
        if (!mayChange) return onlyLooking
        const { room } = tab
        await permits.allow(room.id)
        liveViewOf(room).log.put(logged(`${name} allowed the project to run`))
        return { ok: true as const }
      },
      resumeFlow: async ({ environment, flowId }) => {
        if (tab === null) return notOpen
        if (!mayChange) return onlyLooking
        const { room } = tab
        if (await permits.resume(room.id, environment, flowId)) liveViewOf(room).log.put({ ...logged(`${name} resumed the flowchart "${room.project.flows[flowId]?.name ?? ''}"`), flowId })
        return { ok: true as const }
      },
      log: async ({ before, limit }) => (tab === null ? notOpen : { ok: true as const, ...(await liveViewOf(tab.room).log.read(before, limit)) }),
      clearLog: async () => {
        if (tab === null) return notOpen
        if (!mayChange) return onlyLooking
        await liveViewOf(tab.room).log.clear()
        return { ok: true as const }
      },
    },
    // Never an edit: what was typed is not lost because a cursor moved too fast.
  }, { onFailure: (error, event) => onFailure(error, `/editor ${event}`), rate: requestRate(socket, clock, (event) => event !== 'edit' && event !== 'open') })
  socket.on('disconnect', closeTab)

  function logged(text: string): LogRow {
    return { id: newServerId('row-'), type: 'session', at: clock.nowMs(), level: 'info', text, session: null, flowId: null, nodeId: null, code: null, message: null }
  }

  function openTab(room: ProjectRoom): OpenTab {
    const board = boardOf(room.id)
    const live = liveViewOf(room)
    void socket.join(room.id)
    board.enter(clientId, name)
    live.enter(clientId, push)
    const leaveSessions = sessions.of(room).arrive()
    return {
      room,
      close: () => {
        void socket.leave(room.id)
        board.leave(clientId)
        live.leave(clientId)
        leaveSessions()
      },
    }
  }
}

function toOrdered({ revision, edit, author, at }: StoredEdit): OrderedEdit {
  return { revision, edit, author: { ...author }, at }
}
