import { DEFAULT_BUS_LIMITS } from '@halley/bus'
import { inOrder, LIMITS, type Room } from '@halley/model'
import type { RoomPage, RoomState, SessionLabel } from '@halley/protocol'
import type { ServerClock } from '../clock.ts'
import type { NewRoomMessage, OwedAnswer, OwedName, RoomPerson, RoomPlace, RoomStorage, StoredOwedAnswer, StoredRoomMessage } from '../storage/room-storage.ts'
import type { ReadStreamSource } from '../streams/stream-source.ts'
import { pause } from '../streams/text-source.ts'
import { AnswersAgain } from './answers-again.ts'
import { mentionsIn, type Mentionable } from './mentions.ts'
import { RoomAgents } from './room-agents.ts'
import type { AgentStanding, AnswerOutcome, AnswerRoom, AnswerTask } from './room-answer.ts'
import type { RoomApp, RoomLogRow } from './room-app.ts'
import { onWire, RoomAudience } from './room-audience.ts'
import type { RoomLook } from './room-look.ts'
import { PEOPLE_HELD } from './room-people.ts'
import { keyOf, refused, titleOf, type RoomRefusal } from './room-place.ts'
import { RoomReaders } from './room-readers.ts'

/** Milliseconds between two tries to keep the end of an answer. */
const KEEP_AGAIN_MS = 2_000

/** Milliseconds within which a post that comes again is announced again: the bus knows it by its id for so long. */
const ANNOUNCED_AGAIN_MS = DEFAULT_BUS_LIMITS.duplicateWindowMs

export type InstanceSurroundings = {
  readonly storage: RoomStorage
  readonly clock: ServerClock
  readonly read: ReadStreamSource
  /** Undefined while the app does not run. */
  readonly app: () => RoomApp | undefined
  /** Tells the bus of a message; never rejects. */
  readonly announce: (message: StoredRoomMessage, room: Room, source: string) => void
  readonly standFor: (sessionId: string, standing: AgentStanding) => () => void
  readonly log: (row: RoomLogRow) => void
  readonly onAnswered: (outcome: AnswerOutcome | 'limited') => void
  readonly onFailure: (error: unknown, what: string) => void
}

/** What somebody writes. */
export type RoomPost = Pick<NewRoomMessage, 'id' | 'author' | 'text' | 'hops' | 'agentsInRow'> & { /** Left out: it begins a chain of its own. */ readonly chainId?: string; /** Roles of a person, in words. */ readonly role: string; readonly session: SessionLabel | null; /** The source of its event. */ readonly source: string }

/**
 * One room for one key: what is said in it, to all who look. Messages are kept first and shown then, in the order of their numbers. It is held in memory
 * while somebody looks, or an agent works; what lasts is in the storage.
 */
export class RoomInstance {
  readonly #place: RoomPlace
  readonly #surroundings: InstanceSurroundings
  readonly key: string | null
  readonly #audience: RoomAudience
  readonly #agents: RoomAgents
  readonly #again: AnswersAgain
  readonly #readers: RoomReaders
  /** The number of the newest message that was shown. */
  #lastSeq = 0
  #busy = 0
  #isOver = false
  #loading: Promise<void> | null = null

  constructor(place: RoomPlace, surroundings: InstanceSurroundings) {
    this.#place = place
    this.#surroundings = surroundings
    this.key = keyOf(place)
    this.#readers = new RoomReaders(place, surroundings.storage, () => this.#lastSeq)
    this.#audience = new RoomAudience({ clock: surroundings.clock, readers: this.#readers, agents: () => inOrder(this.#room()?.agents ?? {}) })
    this.#agents = new RoomAgents(this.#answerRoom(), (outcome) => surroundings.onAnswered(outcome))
    const { storage, clock, log } = surroundings
    this.#again = new AnswersAgain({ place, storage, clock, agents: this.#agents, room: () => this.#room(), append: (message, more) => this.#append(message, more), log })
  }

  /** Is nobody there, and nothing under way? Then it need not be in memory. */
  get isIdle(): boolean {
    return this.#busy === 0 && this.#audience.isEmpty && this.#agents.isIdle
  }

  /** Do agents answer? Then its app has to be there. */
  get isAnswering(): boolean {
    return !this.#agents.isIdle
  }

  /** A device begins to look. */
  open(look: RoomLook): Promise<RoomState | RoomRefusal> {
    return this.#work(async () => {
      const { person } = look
      const reader = await this.#readers.come(person.id)
      // From here on, what comes is held by the look until the answer is made.
      this.#audience.add(look, reader)
      const kept = await this.#newest(look)
      const room = this.#room()
      if (look.isOver || room === undefined) {
        this.close(look, 'left')
        return refused('room/missing', 'The room was closed in the meantime.')
      }
      const messages = new Map(kept.messages.map((message) => [message.id, onWire(message)]))
      for (const news of look.held) if (news.type === 'message') messages.set(news.message.id, news.message)
      for (const growing of this.#agents.growing) {
        const shown = messages.get(growing.id)
        if (shown === undefined) continue
        messages.set(growing.id, { ...shown, text: growing.text })
        look.has(growing.id, growing.text.length)
      }
      look.answered()
      return { name: titleOf(room, this.key), messages: [...messages.values()].sort((a, b) => a.seq - b.seq), more: kept.more, ...this.#audience.participantsFor(person.id), me: person.id, readTo: reader.readTo, unread: reader.unread }
    })
  }

  async #newest(look: RoomLook): ReturnType<RoomStorage['page']> {
    try {
      return await this.#surroundings.storage.page(this.#place, { limit: LIMITS.roomPage })
    } catch (error) {
      this.close(look, 'left')
      throw error
    }
  }

  /** A device looks no more: it said so, or its connection was lost. */
  close(look: RoomLook, how: 'left' | 'lost'): void {
    this.#audience.remove(look, how)
  }

  page(beforeSeq: number, limit: number): Promise<RoomPage> {
    return this.#work(async () => {
      const { messages, more } = await this.#surroundings.storage.page(this.#place, { before: beforeSeq, limit })
      const growing = new Map(this.#agents.growing.map((message) => [message.id, message]))
      return { messages: messages.map((message) => onWire(growing.get(message.id) ?? message)), more }
    })
  }

  /** Writes something: resolves when it is kept. What comes a second time by the same author is answered as the first time. */
  post(post: RoomPost): Promise<{ readonly ok: true; readonly seq: number; readonly isNew: boolean } | RoomRefusal> {
    return this.#work(async () => {
      const { session, source, role, chainId, ...written } = post
      const room = this.#room()
      if (room === undefined) return refused('room/missing', 'The room does not exist any more.')
      const whole: NewRoomMessage = { ...written, at: this.#surroundings.clock.nowMs(), mentions: this.#mentions(room, written), state: 'complete', reason: null, chainId: chainId ?? written.id, answersTo: null }
      const owed = this.#agents.owing(whole)
      const { message, isNew } = await this.#append(whole, { role, owed })
      if (message.author.id !== post.author.id || message.author.type !== post.author.type) return refused('room/id_taken', 'Somebody else has posted a message with this id; make another.')
      if (isNew) this.#surroundings.log({ level: 'info', text: session === null ? `${message.author.name} posted in ${titleOf(room, this.key)}` : `Posted in ${titleOf(room, this.key)}`, session })
      // After a crash between the two, the event comes with the second try; the bus gives it out once.
      if (isNew || this.#surroundings.clock.nowMs() - message.at < ANNOUNCED_AGAIN_MS) this.#surroundings.announce(message, room, source)
      if (isNew) this.#agents.consider(message, owed)
      return { ok: true as const, seq: message.seq, isNew }
    })
  }

  /** Moves a person's mark on, on all their devices; a null `readTo` marks everything. */
  markRead(person: RoomPerson, readTo: number | null): Promise<void> {
    return this.#work(async () => {
      const mark = await this.#readers.markRead(person, { readTo: Math.min(readTo ?? this.#lastSeq, this.#lastSeq), at: this.#surroundings.clock.nowMs() })
      if (mark === null) return
      this.#audience.people.hasRead(person, mark.readTo, { wrote: false })
      this.#audience.hasRead(person.id, mark)
    })
  }

  setMember(person: RoomPerson, isMember: boolean): Promise<void> {
    return this.#work(async () => {
      await this.#surroundings.storage.setJoined(this.#place, person, { joined: isMember, at: this.#surroundings.clock.nowMs() })
      this.#audience.people.setMember(person, isMember)
    })
  }

  typing(personId: string, isTyping: boolean): void {
    this.#audience.people.typing(personId, isTyping)
  }

  /** Stops an answer for everybody; false when it does not grow. */
  stopAnswer(messageId: string, byName: string): boolean {
    return this.#agents.stop(messageId, { state: 'cancelled', reason: `stopped by ${byName}` })
  }

  /** Has an answer given once more that has failed. */
  askAgain(messageId: string): Promise<RoomRefusal | undefined> {
    return this.#work(() => this.#again.ask(messageId))
  }

  /** Gives an answer that was owed when the server ended. */
  goOn(owed: StoredOwedAnswer): Promise<void> {
    return this.#work(() => this.#again.goOn(owed))
  }

  /** The model has changed: who may look is the connections' business, who is in it changes here. */
  modelChanged(): void {
    const room = this.#room()
    if (room === undefined) return this.end('The room does not exist any more.')
    this.#agents.modelChanged()
    this.#audience.tellPeopleSoon()
  }

  /** Ends it for all who look; resolves when nothing of it is on its way to the disk. */
  end(text: string, reason = 'the room was closed'): void {
    void this.suspend(text, { state: 'cancelled', reason }, { goesOn: false })
  }

  async suspend(text: string, ...stopping: Parameters<RoomAgents['end']>): Promise<void> {
    this.#isOver = true
    this.#audience.close(text)
    await this.#agents.end(...stopping)
  }

  /** Does something with what is kept of the room known, and the room held meanwhile. */
  async #work<T>(work: () => Promise<T>): Promise<T> {
    this.#busy += 1
    try {
      this.#loading ??= this.#load()
      await this.#loading
      return await work()
    } finally {
      this.#busy -= 1
    }
  }

  async #load(): Promise<void> {
    try {
      const { storage } = this.#surroundings
      const [lastSeq, people] = await Promise.all([storage.lastSeq(this.#place), storage.people(this.#place, PEOPLE_HELD)])
      this.#lastSeq = Math.max(this.#lastSeq, lastSeq)
      this.#audience.people.load(people)
    } catch (error) {
      // The next one tries afresh.
      this.#loading = null
      throw error
    }
  }

  async #append(message: NewRoomMessage, more: Omit<Parameters<RoomStorage['append']>[2], 'keepDays'>): Promise<{ readonly message: StoredRoomMessage; readonly isNew: boolean }> {
    const appended = await this.#surroundings.storage.append(this.#place, message, { keepDays: this.#room()?.keepDays ?? null, ...more })
    if (appended.isNew) {
      // In the order of the numbers, for appends are answered in it.
      this.#lastSeq = appended.message.seq
      this.#audience.arrived(appended.message, more.role)
    }
    return appended
  }

  #answerRoom(): AnswerRoom {
    const { clock, read, storage, log, onFailure, standFor, app } = this.#surroundings
    return {
      key: this.key, clock, read, app, log, onFailure, standFor,
      room: () => this.#room(),
      history: async (before, limit) => (await storage.page(this.#place, { before, limit })).messages,
      participants: () => this.#audience.participantsFor('').participants,
      say: async (message, task) => {
        const said = await this.#append(message, { role: '', settles: owedName(task) })
        return said.isNew ? said.message : null
      },
      sayAgain: async (message) => {
        await storage.update(this.#place, message.id, message)
        this.#audience.beganAgain(message)
      },
      begin: (task) => storage.beginOwed(this.#place, owedName(task)),
      settle: (task) => void storage.settleOwed(this.#place, owedName(task)).catch((error: unknown) => onFailure(error, 'noting that an answer in a room is not owed any more')),
      grew: (id, text) => this.#audience.grew(id, text),
      keep: (message) => storage.update(this.#place, message.id, message),
      think: (agentId) => this.#audience.people.think(agentId),
      end: (message) => this.#endAnswer(message),
    }
  }

  async #endAnswer(answer: StoredRoomMessage): Promise<void> {
    const room = this.#room()
    const message = room === undefined ? answer : { ...answer, mentions: this.#mentions(room, answer) }
    // Who stops an answer wants no further ones.
    const owed = message.state === 'complete' && message.text !== '' ? this.#agents.owing(message) : []
    await this.#keepEnd(message, owed)
    this.#audience.ended(message)
    if (room === undefined || message.state === 'failed' || message.text === '') return
    this.#surroundings.announce(message, room, `room/${room.id}`)
    if (message.state === 'complete') this.#agents.consider(message, owed)
  }

  /** What was shown to grow comes to its end on the disk, too, as soon as that works again. */
  async #keepEnd(message: StoredRoomMessage, owed: readonly OwedAnswer[]): Promise<void> {
    for (;;) {
      try {
        return await this.#surroundings.storage.update(this.#place, message.id, message, owed)
      } catch (error) {
        this.#surroundings.onFailure(error, 'keeping the end of an answer')
        // The next start ends it.
        if (this.#isOver) return
        await pause(KEEP_AGAIN_MS, new AbortController().signal, this.#surroundings.clock)
      }
    }
  }

  #mentions(room: Room, { text, author }: Pick<NewRoomMessage, 'text' | 'author'>): string[] {
    const agents = inOrder(room.agents).map(({ id, name, technicalName }): Mentionable => ({ type: 'agent', id, name, handle: technicalName }))
    return mentionsIn(text, [...agents, ...this.#audience.people.mentionable], { byNameAlone: author.type === 'person' }).filter((id) => id !== author.id)
  }

  #room(): Room | undefined {
    return this.#isOver ? undefined : this.#surroundings.app()?.program.project.rooms[this.#place.roomId]
  }
}

function owedName({ agentId, to }: AnswerTask): OwedName {
  return { messageId: to.id, agentId }
}
