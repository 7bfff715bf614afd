import type { EventBus } from '@halley/bus'
import { ROOM_MESSAGE_TOKEN, roomMessageValue } from '@halley/engine'
import type { Project, Room } from '@halley/model'
import type { Environment } from '@halley/protocol'
import type { CancelTimer, ServerClock } from '../clock.ts'
import { newTraceId } from '../sessions/publish-message.ts'
import type { OrgRates } from '../sessions/org-rates.ts'
import { appToken } from '../sessions/topic-names.ts'
import type { RoomPlace, RoomStorage, StoredRoomMessage } from '../storage/room-storage.ts'
import type { ReadStreamSource } from '../streams/stream-source.ts'
import { SERVER_STOPPED } from './answers-again.ts'
import type { AgentStanding, AnswerOutcome } from './room-answer.ts'
import type { RoomApp, RoomLogRow } from './room-app.ts'
import { RoomInstance } from './room-instance.ts'
import { placeName } from './room-place.ts'

/** Milliseconds between two looks for messages that are older than their room keeps them. */
const SWEEP_EVERY_MS = 60 * 60 * 1_000

/** Milliseconds between two looks for rooms in memory in which nothing happens. */
const FORGET_EVERY_MS = 10_000

export type RoomsSurroundings = {
  readonly storage: RoomStorage
  readonly bus: Pick<EventBus, 'publish'>
  readonly clock: ServerClock
  readonly orgRates: OrgRates
  /** Reads what models say, for projects that may reach them. */
  readonly read: ReadStreamSource
  /** What runs of a project; undefined while nothing does. */
  readonly appOf: (projectId: string, environment: Environment) => RoomApp | undefined
  /** Has the app of a room run, where it may. */
  readonly openApp: (place: RoomPlace) => Promise<void>
  /** Are told, for the figures, what became of each post and each answer. */
  readonly onPosted: (outcome: string) => void
  readonly onAnswered: (outcome: AnswerOutcome | 'limited') => void
  readonly onFailure: (error: unknown, what: string) => void
}

/** The rooms of all that runs on this server. */
export class Rooms {
  readonly #surroundings: RoomsSurroundings
  readonly #instances = new Map<string, { readonly place: RoomPlace; readonly instance: RoomInstance }>()
  /** The agents as whom flows run now, by session. */
  readonly #standings = new Map<string, AgentStanding>()
  /** Days that rooms keep messages, as the storage was told: by project, environment and room. */
  readonly #keepDays = new Map<string, number | null>()
  /** Told when a model has changed: rights may have. */
  readonly #onChanged = new Set<(projectId: string, environment: Environment) => void>()
  #cancelTimers: CancelTimer[] = []

  constructor(surroundings: RoomsSurroundings) {
    this.#surroundings = surroundings
  }

  get clock(): ServerClock {
    return this.#surroundings.clock
  }

  /** Ends the answers that the end of the server cut short, and sweeps from now on. */
  async begin(): Promise<void> {
    const { storage, clock, onFailure } = this.#surroundings
    try {
      await storage.failRunning(SERVER_STOPPED)
    } catch (error) {
      onFailure(error, 'ending the answers of before in rooms')
    }
    const every = (at: number, periodMs: number, work: () => void): void => {
      this.#cancelTimers[at] = clock.setTimer(periodMs, () => {
        work()
        every(at, periodMs, work)
      })
    }
    const sweep = (): void => void storage.sweep(clock.nowMs()).catch((error: unknown) => onFailure(error, 'sweeping old messages of rooms'))
    sweep()
    every(0, SWEEP_EVERY_MS, sweep)
    every(1, FORGET_EVERY_MS, () => this.#forgetIdle())
  }

  /** Gives the answers that were owed when the server ended. Apps can run by now. */
  async goOn(): Promise<void> {
    const { storage, openApp, onFailure } = this.#surroundings
    try {
      for (const owed of await storage.takeOwed()) {
        try {
          await openApp(owed.place)
          await this.of(owed.place).goOn(owed)
        } catch (error) {
          onFailure(error, `giving an answer in room ${placeName(owed.place)}`)
        }
      }
    } catch (error) {
      onFailure(error, 'looking for the answers that are owed in rooms')
    }
  }

  /** A room, held in memory from now on for as long as something happens in it. */
  of(place: RoomPlace): RoomInstance {
    const name = placeName(place)
    const known = this.#instances.get(name)
    if (known !== undefined) return known.instance
    const { storage, clock, read, appOf, onAnswered, onFailure } = this.#surroundings
    const app = (): RoomApp | undefined => appOf(place.projectId, place.environment)
    const instance = new RoomInstance(place, {
      storage, clock, read, app, onAnswered, onFailure,
      announce: (message, room, source) => void this.#announce(message, { room, source, place, app: app() }),
      standFor: (sessionId, standing) => {
        this.#standings.set(sessionId, standing)
        return () => void this.#standings.delete(sessionId)
      },
      log: (row) => this.#log(app(), row),
    })
    this.#instances.set(name, { place, instance })
    return instance
  }

  /** As which agent a session runs; undefined for all others. */
  standingOf(sessionId: string): AgentStanding | undefined {
    return this.#standings.get(sessionId)
  }

  /** Takes one of what is sent and posted in an org in a second; false when none is left. */
  takePost(org: string): boolean {
    return this.#surroundings.orgRates.takeForSession(org, this.#surroundings.clock.nowMs())
  }

  /** Counts a post: `accepted`, `duplicate`, or the code of the refusal. */
  posted(outcome: string): void {
    this.#surroundings.onPosted(outcome)
  }

  /** Do agents answer in rooms of the project? Then it is needed, although nobody may be there. */
  isAnswering(projectId: string): boolean {
    return [...this.#instances.values()].some(({ place, instance }) => place.projectId === projectId && instance.isAnswering)
  }

  /** Tells whenever the model of an app has changed, until the returned function is called. */
  onChanged(listener: (projectId: string, environment: Environment) => void): () => void {
    this.#onChanged.add(listener)
    return () => void this.#onChanged.delete(listener)
  }

  /** The model that runs has changed. */
  modelChanged(project: Project, environment: Environment): void {
    for (const [name, { place, instance }] of this.#instances) {
      if (place.projectId !== project.id || place.environment !== environment) continue
      instance.modelChanged()
      if (project.rooms[place.roomId] === undefined) this.#instances.delete(name)
    }
    this.#tellKeepDays(project, environment)
    for (const listener of this.#onChanged) listener(project.id, environment)
  }

  /** The project is deleted, or its app no longer published: nobody looks any more. What is kept stays for as long as the project is. */
  gone(projectId: string, environment?: Environment): void {
    this.#endWhere((place) => place.projectId === projectId && (environment === undefined || place.environment === environment), 'The app is not here any more.', 'the app ended')
  }

  /** Takes a room away with all that was said in it; false when there was none. */
  async remove(place: RoomPlace): Promise<boolean> {
    const held = this.#instances.get(placeName(place))
    this.#instances.delete(placeName(place))
    await held?.instance.suspend('The room was emptied.', { state: 'cancelled', reason: 'the room was emptied' }, { goesOn: false })
    return this.#surroundings.storage.remove(place)
  }

  /** Ends all answers, with what there is of them; resolves when it is on the disk. */
  async close(): Promise<void> {
    for (const cancel of this.#cancelTimers.splice(0)) cancel()
    const ending = [...this.#instances.values()]
    this.#instances.clear()
    await Promise.all(ending.map(({ instance }) => instance.suspend('The server is being stopped.', { state: 'failed', reason: SERVER_STOPPED }, { goesOn: true })))
  }

  #endWhere(is: (place: RoomPlace) => boolean, text: string, reason: string): void {
    for (const [name, { place, instance }] of this.#instances) {
      if (!is(place)) continue
      this.#instances.delete(name)
      instance.end(text, reason)
    }
  }

  #forgetIdle(): void {
    for (const [name, { instance }] of this.#instances) if (instance.isIdle) this.#instances.delete(name)
  }

  /** What rooms keep is swept by what they said last: also of projects that nobody has open. */
  #tellKeepDays(project: Project, environment: Environment): void {
    for (const { id, keepDays } of Object.values(project.rooms)) {
      const name = `${project.id}/${environment}/${id}`
      if (this.#keepDays.get(name) === keepDays) continue
      this.#keepDays.set(name, keepDays)
      this.#surroundings.storage.setKeepDays({ projectId: project.id, environment, roomId: id }, keepDays).catch((error: unknown) => {
        this.#keepDays.delete(name)
        this.#surroundings.onFailure(error, 'keeping for how long a room keeps its messages')
      })
    }
  }

  /** Tells the bus, for notification rules and programs. What was posted is kept, whatever comes of that. */
  async #announce({ id, seq, text, author, mentions, at, hops }: StoredRoomMessage, { room, source, place, app }: { readonly room: Room; readonly source: string; readonly place: RoomPlace; readonly app: RoomApp | undefined }): Promise<void> {
    if (app === undefined) return
    const { program: { project }, runsIn: { org, environment } } = app
    const traceId = newTraceId()
    try {
      const answer = await this.#surroundings.bus.publish({
        org, topic: `events.${org}.${appToken(project, environment)}.${room.technicalName}.${ROOM_MESSAGE_TOKEN}.${place.keyToken}`, id, source, type: ROOM_MESSAGE_TOKEN, hops, time: new Date(at).toISOString(), traceparent: `00-${traceId}-${traceId.slice(0, 16)}-01`,
        data: { ...roomMessageValue({ id, text, author, mentions }, room), seq },
      })
      if (!answer.ok) this.#log(app, { level: 'warning', code: answer.code, text: `What ${author.name} posted in ${room.name} is kept, and was not announced to programs and notification rules: ${answer.message}` })
    } catch (error) {
      this.#surroundings.onFailure(error, 'announcing what was posted in a room')
    }
  }

  #log(app: RoomApp | undefined, row: RoomLogRow): void {
    app?.logRow({ type: row.level === 'error' ? 'error' : 'log', session: null, flowId: null, ...row })
  }
}
