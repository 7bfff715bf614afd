import type { Value } from '@halley/model'
import type { StepRefusal } from '@halley/engine'
import { appAuthSchema, appPushes, appRequests, type AppAuth, type Refusal } from '@halley/protocol'
import type { Namespace, Socket } from 'socket.io'
import type { ServerClock } from '../clock.ts'
import type { Projects } from '../projects/projects.ts'
import type { ProjectSessions } from '../sessions/project-sessions.ts'
import type { PublishedApps } from '../sessions/published-apps.ts'
import type { SessionHost } from '../sessions/session-host.ts'
import { ConnectRefusal, readHandshake } from './handshake.ts'
import { pushTo } from './pushing.ts'
import { refuse, serveRequests } from './serve-requests.ts'

export type AppConnectionSurroundings = {
  readonly projects: Projects
  readonly sessions: SessionHost
  readonly published: PublishedApps
  readonly clock: ServerClock
  readonly onFailure: (error: unknown, what: string) => void
}

/** Serves the namespace `/app`: one connection is the client of one session. */
export function serveApps(namespace: Namespace, surroundings: AppConnectionSurroundings): void {
  const admitted = new WeakMap<Socket, ProjectSessions>()
  namespace.use((socket, next) => readHandshake(socket, appAuthSchema, next))
  namespace.use((socket, next) => {
    const admit = async (): Promise<void> => {
      const sessions = await sessionsFor(appAuthSchema.parse(socket.handshake.auth), surroundings)
      if (!(sessions instanceof ConnectRefusal)) admitted.set(socket, sessions)
      next(sessions instanceof ConnectRefusal ? sessions : undefined)
    }
    void admit()
  })
  namespace.on('connection', (socket) => {
    const sessions = admitted.get(socket)
    if (sessions !== undefined) serveApp(socket, sessions, surroundings)
  })
}

async function sessionsFor({ projectId, environment }: AppAuth, { projects, sessions, published, onFailure }: AppConnectionSurroundings): Promise<ProjectSessions | ConnectRefusal> {
  if (environment === 'published') {
    return published.find(projectId)?.sessions ?? new ConnectRefusal({ code: 'app/not_published', message: 'This app is not published, or no longer.' })
  }
  try {
    const room = await projects.open(projectId)
    if (room === null) return new ConnectRefusal({ code: 'project/not_found', message: 'There is no such project; it may have been deleted.' })
    const running = sessions.of(room)
    return running.canRun() ? running : new ConnectRefusal({ code: 'internal', message: 'The project cannot be run; the server logged why. Take back the last change of the model.' })
  } catch (error) {
    onFailure(error, `opening project ${projectId}`)
    return new ConnectRefusal({ code: 'internal', message: 'The project cannot be opened; the server logged why.' })
  }
}

function serveApp(socket: Socket, sessions: ProjectSessions, { clock, onFailure }: Pick<AppConnectionSurroundings, 'clock' | 'onFailure'>): void {
  const place = sessions.enter(appAuthSchema.parse(socket.handshake.auth))
  const { actor, resume, recovered, personaId } = place
  const push = pushTo(socket, appPushes)
  const sayWho = (isRecovered: boolean): void => {
    const { name, roles } = actor.user
    push('session', { sessionId: actor.label.sessionId, resume, recovered: isRecovered, persona: { id: personaId, name, roles: [...roles] } })
  }
  const client = { push, replaced: () => void socket.disconnect(true) }
  sayWho(recovered)
  place.attach(client)
  // A client that leaves says so by the namespace's own packet; everything else is a cut, after which it may come back.
  socket.on('disconnect', (reason) => (reason === 'client namespace disconnect' ? place.leave(client) : place.detach(client)))

  serveRequests(socket, {
    table: appRequests,
    handlers: {
      // Parsed as JSON a moment ago; session values are JSON that nobody changes.
      press: async ({ screenId, widgetId, inputs, row, version }) => answer(await actor.post({ type: 'press', screenId, widgetId, inputs: inputs as { [widgetId: string]: Value }, row, version })),
      closeOverlay: async ({ screenId }) => answer(await actor.post({ type: 'closeOverlay', screenId })),
      navigate: async ({ navigationId }) => answer(await actor.post({ type: 'navigate', navigationId })),
      reset: async ({ flowId }) => {
        const refusal = await sessions.reset(place, flowId)
        sayWho(false)
        return answer(refusal)
      },
      ping: () => ({ ok: true as const, at: clock.nowMs() }),
    },
  }, { onFailure: (error, event) => onFailure(error, `/app ${event}`) })
}

function answer(refusal: StepRefusal | null): { ok: true } | Refusal {
  if (refusal === null) return { ok: true }
  const { code, text, fields } = refusal
  return refuse({ code, message: text, ...(fields !== undefined && { fields: { ...fields } }) })
}
