import { appAuthSchema, appPushes, appRequests, type AppAuth, type AppPushes, type PushOf } from '@halley/protocol'
import type { Namespace, Socket } from 'socket.io'
import type { ServerClock } from '../clock.ts'
import { may, orgOf, type Identity } from '../identity/identity.ts'
import type { Notifications } from '../notifications/create-notifications.ts'
import type { Projects } from '../projects/projects.ts'
import type { RunPermits } from '../safety/run-permits.ts'
import type { ClientLine } from '../sessions/actor-surroundings.ts'
import { guestOf } from '../sessions/guest.ts'
import { STRANGER, type Visitor } from '../sessions/persona-of-client.ts'
import type { ProjectSessions } from '../sessions/project-sessions.ts'
import type { PublishedApps } from '../sessions/published-apps.ts'
import type { SessionHost } from '../sessions/session-host.ts'
import { ConnectRefusal, readHandshake } from './handshake.ts'
import { hasUnsent } from './unsent-output.ts'
import { inboxRequests, showInbox, type InboxClient } from './inbox-requests.ts'
import { roomRequests } from './room-requests.ts'
import { RoomDesk } from '../rooms/room-desk.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { pushTo } from './pushing.ts'
import { requestRate } from './request-rate.ts'
import { answer, screenRequests } from './screen-requests.ts'
import { refuse, serveRequests } from './serve-requests.ts'
import type { SocketDoor } from './socket-door.ts'

export type AppConnectionSurroundings = {
  readonly permits: RunPermits
  readonly door: SocketDoor
  readonly projects: Projects
  readonly sessions: SessionHost
  readonly published: PublishedApps
  readonly rooms: Rooms
  readonly notifications: Notifications
  readonly clock: ServerClock
  readonly onFailure: (error: unknown, what: string) => void
}

/** Serves the namespace `/app`: one connection is the client of one session. */
export function serveApps(namespace: Namespace, surroundings: AppConnectionSurroundings): void {
  const admitted = new WeakMap<Socket, Admitted>()
  namespace.use((socket, next) => readHandshake(socket, appAuthSchema, next))
  namespace.use((socket, next) => {
    const admit = async (): Promise<void> => {
      const answer = await admitTo(socket, surroundings)
      if (answer instanceof ConnectRefusal) surroundings.door.letGo(socket)
      else admitted.set(socket, answer)
      next(answer instanceof ConnectRefusal ? answer : undefined)
    }
    void admit()
  })
  namespace.on('connection', (socket) => {
    const client = admitted.get(socket)
    if (client !== undefined) serveApp(socket, client, surroundings)
  })
}

/** A client that is let in: where it runs, how it asked for it, and who it is. */
type Admitted = { readonly sessions: ProjectSessions; readonly auth: AppAuth; readonly visitor: Visitor }

/** Finds where a client runs, and as whom: members of the organisation alone get in, and one of another organisation is told what there would be if the project were none. */
async function admitTo(socket: Socket, surroundings: AppConnectionSurroundings): Promise<Admitted | ConnectRefusal> {
  const identity = await surroundings.door.admit(socket, { needs: 'project/read' })
  if (identity instanceof ConnectRefusal) return identity
  const asked = appAuthSchema.parse(socket.handshake.auth)
  const sessions = await sessionsFor(asked, orgOf(identity)?.token, surroundings)
  if (sessions instanceof ConnectRefusal) return sessions
  const visitor = visitorOf(identity, asked)
  return { sessions, visitor, auth: visitor.self === null ? asked : { ...asked, personaId: null } }
}

/** In a preview everybody acts as the persona of the preview. In a published app people are themselves, but for those who may change it and ask for a persona; without accounts, who is no persona is a guest, each device one of its own. */
function visitorOf(identity: Identity, { projectId, environment, personaId, device }: AppAuth): Visitor {
  if (identity.type !== 'person') return environment === 'published' && personaId === null && device !== null ? { owner: null, self: guestOf(projectId, device) } : STRANGER
  const { id, name } = identity.person
  const isSelf = environment === 'published' && (personaId === null || !may(identity, 'project/change'))
  return { owner: id, self: isSelf ? { id, name, roles: [...(identity.membership?.appRoles ?? [])] } : null }
}

async function sessionsFor({ projectId, environment }: AppAuth, org: string | undefined, { permits, projects, sessions, published, onFailure }: AppConnectionSurroundings): Promise<ProjectSessions | ConnectRefusal> {
  if (permits.safeStop !== undefined) return new ConnectRefusal({ code: permits.safeStop.code, message: permits.safeStop.text })
  if (environment === 'published') {
    const running = published.find(projectId)?.sessions
    return running?.runsIn.org === org && running !== undefined ? running : new ConnectRefusal({ code: 'app/not_published', message: 'This app is not published, or no longer.' })
  }
  try {
    const room = await projects.open(projectId)
    if (room?.org !== org || room === null) return new ConnectRefusal({ code: 'project/not_found', message: 'There is no such project; it may have been deleted.' })
    const running = sessions.of(room)
    return running.canRun() ? running : new ConnectRefusal({ code: 'internal', message: 'The project cannot be run; the server logged why. Take back the last change of the model.' })
  } catch (error) {
    onFailure(error, `opening project ${projectId}`)
    return new ConnectRefusal({ code: 'internal', message: 'The project cannot be opened; the server logged why.' })
  }
}

function serveApp(socket: Socket, { sessions, auth, visitor }: Admitted, { clock, door, rooms, notifications, onFailure }: Pick<AppConnectionSurroundings, 'clock' | 'door' | 'rooms' | 'notifications' | 'onFailure'>): void {
  const place = sessions.enter(auth, visitor)
  const { actor, resume, recovered, personaId } = place
  const push = pushTo(socket, appPushes)
  const sayWho = (isRecovered: boolean): void => {
    const { name, roles } = actor.user
    push('session', { sessionId: actor.label.sessionId, resume, recovered: isRecovered, persona: { id: personaId, name, roles: [...roles] } })
  }
  const isBusy = (): boolean => hasUnsent(socket)
  const desk = new RoomDesk({ rooms, app: sessions, actor, push: (news) => push('room', news), isBusy })
  const client: ClientLine = {
    isBusy, replaced: () => void socket.disconnect(true),
    push: (event, payload) => {
      push(event, payload)
      // The table of pushes gives the payload its shape.
      if (event === 'screens') desk.screensShown(payload as PushOf<AppPushes, 'screens'>)
    },
  }
  sayWho(recovered)
  const inbox: InboxClient = { notifications, projectId: auth.projectId, sessions, actor }
  const leaveInbox = showInbox(inbox, (news) => push('inbox', news))
  place.attach(client)
  // A client that leaves says so by the namespace's own packet; everything else is a cut, after which it may come back.
  socket.on('disconnect', (reason) => {
    const hasLeft = reason === 'client namespace disconnect'
    leaveInbox()
    desk.end(hasLeft || door.wasCut(socket) ? 'left' : 'lost')
    if (hasLeft) place.leave(client)
    else place.detach(client, door.wasCut(socket))
  })

  serveRequests(socket, {
    table: appRequests,
    handlers: {
      ...screenRequests(inbox, onFailure),
      navigate: async ({ navigationId }) => answer(await actor.post({ type: 'navigate', navigationId })),
      reset: async ({ flowId }) => {
        const refusal = await sessions.reset(place, flowId)
        desk.rightsChanged()
        sayWho(false)
        return answer(refusal)
      },
      stopStream: ({ id }) => answer(actor.stopStream(id) ?? null),
      followStream: ({ id }) => (actor.showStreamAgain(id) ? { ok: true as const } : refuse({ code: 'stream/not_running', message: 'No such stream is shown here, or it has ended.' })),
      ...inboxRequests(inbox),
      ...roomRequests(desk),
      ping: () => ({ ok: true as const, at: clock.nowMs() }),
    },
  }, { onFailure: (error, event) => onFailure(error, `/app ${event}`), rate: requestRate(socket, clock, () => true) })
}
