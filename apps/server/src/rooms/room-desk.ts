import { everyWidgetView, LIMITS } from '@halley/model'
import type { AppPushes, AppRequests, PushOf, ReplyOf, RequestOf } from '@halley/protocol'
import type { ServerClock } from '../clock.ts'
import { MESSAGES_PER_ORG } from '../sessions/org-rates.ts'
import { hasRole, roleList } from '../sessions/publish-message.ts'
import { SendLimits, SENDS_PER_SECOND } from '../sessions/rate-limit.ts'
import type { SessionActor } from '../sessions/session-actor.ts'
import type { RoomPerson } from '../storage/room-storage.ts'
import { StorageUnavailable } from '../storage/storage.ts'
import type { RoomApp } from './room-app.ts'
import type { RoomInstance } from './room-instance.ts'
import { RoomLook } from './room-look.ts'
import { findRoom, placeName, refused, type RoomName, type RoomRefusal } from './room-place.ts'
import { readable, textProblem } from './room-text.ts'
import type { Rooms } from './rooms.ts'

/** Milliseconds that a room may be looked at which no screen shows any more: screens that are drawn anew may leave it out for a moment. */
const UNSEEN_MS = 10_000

export type DeskSurroundings = {
  readonly rooms: Rooms
  readonly app: RoomApp
  /** The session whose client this is. */
  readonly actor: Pick<SessionActor, 'user' | 'label'>
  readonly push: (news: PushOf<AppPushes, 'room'>) => void
  /** Has the client not got yet what was sent before? */
  readonly isBusy: () => boolean
}

type Looking = { readonly name: RoomName; readonly look: RoomLook; readonly instance: RoomInstance; readonly as: string; cancelUnseen: (() => void) | null }
type Found = { readonly ok: true; readonly name: string; readonly instance: RoomInstance; readonly person: RoomPerson }

/** What one client does in the rooms that its screens show. Whether it may is asked at every request, by the model as it is then. */
export class RoomDesk {
  readonly #surroundings: DeskSurroundings
  /** Names of the rooms in the screens that the client was sent last. */
  #shown: ReadonlySet<string> = new Set()
  /** Those of them in which answers may be stopped. */
  #stoppable: ReadonlySet<string> = new Set()
  readonly #looks = new Map<string, Looking>()
  readonly #limits = new SendLimits()
  readonly #endChanges: () => void

  constructor(surroundings: DeskSurroundings) {
    this.#surroundings = surroundings
    const { rooms, app } = surroundings
    this.#endChanges = rooms.onChanged((projectId, environment) => {
      if (environment === app.runsIn.environment && projectId === app.program.project.id) this.rightsChanged()
    })
  }

  /** The client was sent these screens: the rooms in them are open to it. */
  screensShown({ main, overlays }: PushOf<AppPushes, 'screens'>): void {
    const widgets = (main === null ? overlays : [main, ...overlays]).flatMap((view) => [...everyWidgetView(view.widgets)])
    const shown = new Set(widgets.flatMap((widget) => (widget.kind === 'roomMessages' || widget.kind === 'roomComposer' || widget.kind === 'roomParticipants' ? [nameOf(widget)] : [])))
    this.#shown = shown
    this.#stoppable = new Set(widgets.flatMap((widget) => (widget.kind === 'roomMessages' && widget.canStop ? [nameOf(widget)] : [])))
    for (const [name, looking] of this.#looks) {
      if (shown.has(name)) {
        looking.cancelUnseen?.()
        looking.cancelUnseen = null
      } else looking.cancelUnseen ??= this.#clock.setTimer(UNSEEN_MS, () => looking.look.close('No screen shows the room any more.'))
    }
  }

  /** Ends the looks of whom the room is not for any more, and all of them when the session has become somebody else. */
  rightsChanged(): void {
    for (const { name, look, as } of this.#looks.values()) {
      const found = this.#find(name)
      if (!found.ok) look.close(found.text)
      else if (as !== this.#as) look.close('The session acts as somebody else now.')
    }
  }

  async open(name: RoomName): Promise<ReplyOf<AppRequests, 'openRoom'>> {
    const found = this.#find(name, { isShown: true })
    if (!found.ok) return refusal(found)
    this.#close(found.name, 'left')
    if (this.#looks.size >= LIMITS.roomsPerClient) return refusal(refused('room/too_many', `This client looks at ${this.#looks.size} rooms already; the limit is ${LIMITS.roomsPerClient}. Close one.`))
    const { instance, person } = found
    const look: RoomLook = new RoomLook({ name, person, clock: this.#clock, line: { push: this.#surroundings.push, isBusy: this.#surroundings.isBusy, ended: () => this.#ended(found.name, look) } })
    this.#looks.set(found.name, { name, look, instance, as: this.#as, cancelUnseen: null })
    const state = await whenKept(() => instance.open(look))
    if ('participants' in state) return { ok: true, ...state }
    this.#ended(found.name, look)
    return refusal(state)
  }

  close(name: RoomName): { readonly ok: true } {
    this.#close(nameOf(name), 'left')
    return { ok: true }
  }

  async page({ beforeSeq, limit, ...name }: RequestOf<AppRequests, 'roomPage'>): Promise<ReplyOf<AppRequests, 'roomPage'>> {
    const found = this.#looked(name)
    if (!found.ok) return refusal(found)
    const page = await whenKept(() => found.instance.page(beforeSeq, limit))
    return 'messages' in page ? { ok: true, ...page } : refusal(page)
  }

  async post({ id, text, ...name }: RequestOf<AppRequests, 'postToRoom'>): Promise<ReplyOf<AppRequests, 'postToRoom'>> {
    const { rooms, app, actor: { label } } = this.#surroundings
    const found = this.#find(name, { isShown: true })
    const written = readable(text)
    const problem = found.ok ? (textProblem(written) ?? this.#rateProblem(name.roomId, app)) : found
    const posted = !found.ok || problem !== undefined ? (problem ?? found) : await whenKept(() => found.instance.post({
      id, text: written, author: { type: 'person', id: found.person.id, name: found.person.name }, role: found.person.role, hops: 0, agentsInRow: 0, session: label, source: `session/${label.sessionId}`,
    }))
    rooms.posted(!posted.ok ? posted.code : 'isNew' in posted && posted.isNew ? 'accepted' : 'duplicate')
    return posted.ok && 'seq' in posted ? { ok: true, seq: posted.seq } : refusal(posted.ok ? refused('internal', 'The post has no number.') : posted)
  }

  typing({ isTyping, ...name }: RequestOf<AppRequests, 'typingInRoom'>): ReplyOf<AppRequests, 'typingInRoom'> {
    const found = this.#looked(name)
    if (!found.ok) return refusal(found)
    found.instance.typing(found.person.id, isTyping)
    return { ok: true }
  }

  async markRead({ readTo, ...name }: RequestOf<AppRequests, 'markRoomRead'>): Promise<ReplyOf<AppRequests, 'markRoomRead'>> {
    const found = this.#looked(name)
    if (!found.ok) return refusal(found)
    const marked = await whenKept(() => found.instance.markRead(found.person, readTo))
    return marked === undefined ? { ok: true } : refusal(marked)
  }

  stopAnswer({ messageId, ...name }: RequestOf<AppRequests, 'stopRoomAnswer'>): ReplyOf<AppRequests, 'stopRoomAnswer'> {
    const found = this.#looked(name)
    if (!found.ok) return refusal(found)
    if (!this.#stoppable.has(found.name)) return refusal(refused('forbidden', 'No screen here offers to stop answers in this room.'))
    return found.instance.stopAnswer(messageId, found.person.name) ? { ok: true } : refusal(refused('stream/not_running', 'The answer has ended already.'))
  }

  async askAgain({ messageId, ...name }: RequestOf<AppRequests, 'askRoomAgain'>): Promise<ReplyOf<AppRequests, 'askRoomAgain'>> {
    const found = this.#looked(name)
    if (!found.ok) return refusal(found)
    const problem = this.#rateProblem(name.roomId, this.#surroundings.app) ?? (await whenKept(() => found.instance.askAgain(messageId)))
    return problem === undefined ? { ok: true } : refusal(problem)
  }

  /** The client has gone: for good, or (`lost`) perhaps only for a moment. */
  end(how: 'left' | 'lost'): void {
    this.#endChanges()
    for (const name of this.#looks.keys()) this.#close(name, how)
  }

  get #clock(): ServerClock {
    return this.#surroundings.rooms.clock
  }

  /** Who the session acts as, to be compared. */
  get #as(): string {
    const { id, roles } = this.#surroundings.actor.user
    return JSON.stringify([id, roles])
  }

  #find(name: RoomName, { isShown = false }: { readonly isShown?: boolean } = {}): Found | RoomRefusal {
    const { rooms, app, actor: { user } } = this.#surroundings
    const found = findRoom(app.program.project, app.runsIn.environment, name)
    if (!found.ok) return found
    if (!hasRole(user, found.room.roles)) return refused('forbidden', `${user.name} may not be in "${found.room.name}"; it needs the role ${roleList(found.room.roles)}.`)
    if (isShown && !this.#shown.has(nameOf(name))) return refused('forbidden', 'No screen here shows this room.')
    return { ok: true, name: nameOf(name), instance: rooms.of(found.place), person: { id: user.id, name: user.name, role: user.roles.join(', ') } }
  }

  /** As `#find`, of a room that the client looks at. */
  #looked(name: RoomName): Found | RoomRefusal {
    const found = this.#find(name)
    return !found.ok || this.#looks.has(found.name) ? found : refused('room/not_open', 'Open the room first.')
  }

  #rateProblem(roomId: string, { runsIn: { org } }: RoomApp): RoomRefusal | undefined {
    if (!this.#limits.take(roomId, this.#clock.nowMs())) return refused('rate_limited', `More than ${SENDS_PER_SECOND} messages a second in one room; slow down.`)
    return this.#surroundings.rooms.takePost(org) ? undefined : refused('rate_limited', `Programs and apps of the organisation send more than ${MESSAGES_PER_ORG} messages a second; try again in a moment.`)
  }

  #close(name: string, how: 'left' | 'lost'): void {
    const looking = this.#looks.get(name)
    if (looking === undefined) return
    this.#looks.delete(name)
    looking.cancelUnseen?.()
    looking.instance.close(looking.look, how)
  }

  #ended(name: string, look: RoomLook): void {
    if (this.#looks.get(name)?.look === look) this.#close(name, 'left')
  }
}

/** What the storage answers, or that it does not. */
async function whenKept<T>(work: () => Promise<T>): Promise<T | RoomRefusal> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StorageUnavailable) return refused('unavailable', 'The storage does not answer or did not take it; try again.')
    throw error
  }
}

function refusal({ code, text }: RoomRefusal): { readonly ok: false; readonly error: { readonly code: string; readonly message: string } } {
  return { ok: false, error: { code, message: text } }
}

function nameOf({ roomId, key }: RoomName): string {
  return placeName({ projectId: '', environment: 'draft', roomId, keyToken: JSON.stringify(key) })
}
