import { createHash } from 'node:crypto'
import { LIMITS, type Agent, type Room, type StreamState } from '@halley/model'
import type { CancelTimer, ServerClock } from '../clock.ts'
import type { NewRoomMessage, StoredRoomMessage } from '../storage/room-storage.ts'
import { failed, type ReadStreamSource, type SourceEnd } from '../streams/stream-source.ts'
import { readText } from '../streams/text-source.ts'
import { runAgentFlow } from './agent-flow.ts'
import { conversationOf, type Telling } from './model-conversation.ts'
import type { RoomApp, RoomLogRow } from './room-app.ts'
import { titleOf } from './room-place.ts'
import { readable } from './room-text.ts'

/** Characters of one answer: twice what a person may write, and as an event still within the data of a message. */
export const ANSWER_CHARACTERS = LIMITS.roomMessageCharacters * 2

/** Milliseconds between two steps of a text that grows: a person reads no faster. */
const GROW_EVERY_MS = 50

/** Milliseconds between two times that a text which grows is kept: what a crash may cost of it. */
const KEPT_EVERY_MS = 1_000

/** Milliseconds between the words of what a flow answers. */
const WORD_MS = 30

/** What became of an answer; `nothing` is a flow that had nothing to say. */
export type AnswerOutcome = 'complete' | 'cancelled' | 'failed' | 'nothing'

/** An answer that an agent is to give: `again` is the one that failed, whose place it takes. */
export type AnswerTask = { readonly agentId: string; readonly to: StoredRoomMessage; readonly again?: StoredRoomMessage }

/** Why an answer ends before its source does. */
export type AnswerStop = { readonly state: 'cancelled' | 'failed'; readonly reason: string }

/** What an answer is given with. `thought` says that it begins to write. */
type Answering = { readonly app: RoomApp; readonly room: Room; readonly agent: Agent; readonly thought: () => void }

/** What an answer of a flow may write into rooms as its agent. */
export type AgentStanding = Pick<StoredRoomMessage, 'author' | 'hops' | 'agentsInRow' | 'chainId'>

/** The room as its answers reach it. */
export type AnswerRoom = {
  readonly key: string | null
  readonly clock: ServerClock
  readonly read: ReadStreamSource
  /** Undefined while the app does not run. */
  app(): RoomApp | undefined
  /** As the model says now; undefined when it is gone. */
  room(): Room | undefined
  /** The newest messages before a number. */
  history(beforeSeq: number, limit: number): Promise<readonly StoredRoomMessage[]>
  participants(): Telling['participants']
  /** Keeps and shows a new message, which settles what was owed; null when it is there already, by another process. */
  say(message: NewRoomMessage, settles: AnswerTask): Promise<StoredRoomMessage | null>
  /** Keeps and shows a message that begins once more. */
  sayAgain(message: StoredRoomMessage): Promise<void>
  /** A flowchart is about to do what an answer needs: it is not done once more by itself. */
  begin(task: AnswerTask): Promise<void>
  /** An answer is not to be given any more, for it said nothing. */
  settle(task: AnswerTask): void
  /** Shows what its text has become. */
  grew(id: string, text: string): void
  /** Keeps what its text has become. */
  keep(message: StoredRoomMessage): Promise<void>
  /** Keeps and shows a message that does not grow any more; what it causes follows. */
  end(message: StoredRoomMessage): Promise<void>
  think(agentId: string): () => void
  /** A session that acts as an agent begins. */
  standFor(sessionId: string, standing: AgentStanding): () => void
  log(row: RoomLogRow): void
  onFailure(error: unknown, what: string): void
}

/** One answer of an agent, from its beginning to its end. */
export class RoomAnswer {
  readonly #task: AnswerTask
  readonly #owner: AnswerRoom
  readonly #stop = new AbortController()
  #stopping: AnswerStop | null = null
  #message: StoredRoomMessage | null = null
  #text = ''
  #cancelGrow: CancelTimer | null = null
  #keptAtMs: number
  #keeping: Promise<void> = Promise.resolve()

  constructor(task: AnswerTask, owner: AnswerRoom) {
    this.#task = task
    this.#owner = owner
    this.#keptAtMs = owner.clock.nowMs()
  }

  /** The message as it is now; null before it is there. */
  get message(): StoredRoomMessage | null {
    return this.#message === null ? null : { ...this.#message, text: this.#text }
  }

  get agentId(): string {
    return this.#task.agentId
  }

  /** Ends it; the first reason counts. */
  stop(stopping: AnswerStop): void {
    if (this.#stopping !== null) return
    this.#stopping = stopping
    this.#stop.abort()
  }

  /** Gives the answer; resolves with what became of it. */
  async run(): Promise<AnswerOutcome> {
    const app = this.#owner.app()
    const room = this.#owner.room()
    const agent = room?.agents[this.#task.agentId]
    // Taken out of the model while it waited its turn.
    if (app === undefined || room === undefined || agent === undefined) return 'nothing'
    const thought = this.#owner.think(agent.id)
    try {
      return agent.by.type === 'model' ? await this.#byModel({ app, room, agent, thought }, agent.by) : await this.#byFlow({ app, room, agent, thought }, agent.by.flowId)
    } finally {
      thought()
    }
  }

  async #byModel({ app, room, agent, thought }: Answering, by: Extract<Agent['by'], { type: 'model' }>): Promise<AnswerOutcome> {
    const { clock } = this.#owner
    const message = await this.#begin(room, agent)
    if (message === null) return 'nothing'
    const cancelLimit = clock.setTimer(LIMITS.streamMs, () => this.stop({ state: 'failed', reason: `it had not ended after ${LIMITS.streamMs / 60_000} minutes` }))
    let cancelIdle: CancelTimer = () => undefined
    const alive = (): void => {
      cancelIdle()
      cancelIdle = clock.setTimer(LIMITS.streamIdleMs, () => this.stop({ state: 'failed', reason: `the model gave nothing new for ${LIMITS.streamIdleMs / 1_000} s` }))
    }
    alive()
    const ended = await this.#askModel({ app, room, agent, thought }, { by, beforeSeq: message.seq, alive })
    cancelLimit()
    cancelIdle()
    return this.#finish(room, agent, ended)
  }

  /** Never rejects: the message is there, and has to come to an end. */
  async #askModel({ app, room, agent, thought }: Answering, { by, beforeSeq, alive }: { readonly by: Extract<Agent['by'], { type: 'model' }>; readonly beforeSeq: number; readonly alive: () => void }): Promise<SourceEnd> {
    if (by.connectionId === null) return failed('http/connection_missing', `No AI model is chosen for ${agent.name}; choose a connection in the room.`)
    try {
      const history = await this.#owner.history(beforeSeq, by.rememberedMessages)
      return await this.#owner.read({ type: 'conversation', connectionId: by.connectionId, turns: conversationOf({ room, key: this.#owner.key, agent, history, participants: this.#owner.participants() }) }, {
        project: app.program.project, beginMs: LIMITS.streamIdleMs, signal: this.#stop.signal, onAlive: alive,
        onText: (piece) => {
          alive()
          thought()
          this.#take(piece)
        },
      })
    } catch (error) {
      this.#owner.onFailure(error, 'asking a model for a room')
      return failed('internal', 'Something went wrong in the server; it was logged.')
    }
  }

  async #byFlow({ app, room, agent, thought }: Answering, flowId: string | null): Promise<AnswerOutcome> {
    const { key, clock } = this.#owner
    const { to, again } = this.#task
    if (again === undefined) await this.#owner.begin(this.#task)
    else await this.#begin(room, agent)
    const answer = flowId === null
      ? { ok: false as const, code: 'session/flow_missing', text: `No flowchart is chosen for ${agent.name}; choose one in the room.` }
      : await runAgentFlow({ app, agent, flowId, to, room: room.name, key, clock, signal: this.#stop.signal, began: (sessionId) => this.#owner.standFor(sessionId, standingOf(agent, to)) })
    thought()
    const text = answer.ok ? readable(answer.text).trim() : ''
    if (answer.ok && text === '' && again === undefined) {
      this.#owner.log({ level: 'info', text: `${agent.name} has nothing to say in ${titleOf(room, key)}` })
      return 'nothing'
    }
    if (again === undefined && (await this.#begin(room, agent)) === null) return 'nothing'
    if (!answer.ok) return this.#finish(room, agent, this.#stopping === null ? answer : { ok: true })
    return this.#finish(room, agent, await readText({ type: 'text', text, wordMs: WORD_MS }, { onText: (piece) => this.#take(piece), signal: this.#stop.signal }, clock))
  }

  async #begin(room: Room, agent: Agent): Promise<StoredRoomMessage | null> {
    const { to, again } = this.#task
    const empty = { text: '', mentions: [], state: 'running' as const, reason: null }
    const message = again === undefined ? await this.#owner.say(answerTo(to, agent, { id: answerId(this.#task, this.#owner.key), at: this.#owner.clock.nowMs(), ...empty }), this.#task) : { ...again, ...empty }
    if (message === null) return null
    if (again !== undefined) await this.#owner.sayAgain(message)
    this.#message = message
    this.#log({ level: 'info', text: `${agent.name} answers ${this.#task.to.author.name} in ${titleOf(room, this.#owner.key)}` })
    return message
  }

  #take(piece: string): void {
    if (this.#stopping !== null || piece === '' || this.#message === null) return
    this.#text = `${this.#text}${readable(piece)}`
    if (this.#text.length > ANSWER_CHARACTERS) {
      this.#text = wholeCharacters(this.#text.slice(0, ANSWER_CHARACTERS))
      this.stop({ state: 'cancelled', reason: `it is longer than ${ANSWER_CHARACTERS.toLocaleString('en')} characters; the rest was left out` })
    }
    this.#cancelGrow ??= this.#owner.clock.setTimer(GROW_EVERY_MS, () => this.#show())
  }

  #show(): void {
    const { message } = this
    this.#cancelGrow = null
    if (message === null) return
    this.#owner.grew(message.id, message.text)
    const nowMs = this.#owner.clock.nowMs()
    if (nowMs - this.#keptAtMs < KEPT_EVERY_MS) return
    this.#keptAtMs = nowMs
    this.#keeping = this.#owner.keep(message).catch((error: unknown) => this.#owner.onFailure(error, 'keeping an answer that grows'))
  }

  async #finish(room: Room, agent: Agent, ended: SourceEnd): Promise<AnswerOutcome> {
    this.#cancelGrow?.()
    this.#cancelGrow = null
    await this.#keeping
    const { message } = this
    if (message === null) return 'failed'
    const { state, reason, code } = this.#endOf(ended)
    const where = titleOf(room, this.#owner.key)
    const count = `${message.text.length.toLocaleString('en')} characters`
    switch (state) {
      case 'complete':
        this.#log({ level: 'info', text: `${agent.name} answered ${this.#task.to.author.name} in ${where} (${count}${reason === null ? '' : `; ${reason}`})` })
        break
      case 'cancelled':
        this.#log({ level: 'info', text: `The answer of ${agent.name} in ${where} was ended after ${count}: ${reason ?? 'stopped'}` })
        break
      case 'failed':
        this.#log({ level: 'error', code, text: `${agent.name} could not answer ${this.#task.to.author.name} in ${where}: ${reason ?? 'it failed'}` })
    }
    await this.#owner.end({ ...message, state, reason })
    return state
  }

  #endOf(ended: SourceEnd): { readonly state: Exclude<StreamState, 'running'>; readonly reason: string | null; readonly code: string | null } {
    if (this.#stopping !== null) return { ...this.#stopping, code: this.#stopping.state === 'failed' ? 'room/answer_failed' : null }
    if (!ended.ok) return { state: 'failed', reason: ended.text, code: ended.code }
    if (this.#text.trim() === '') return { state: 'failed', reason: 'The model answered nothing.', code: 'stream/ended_early' }
    return { state: 'complete', reason: ended.note ?? null, code: null }
  }

  /** The log shows one row of an answer, as it stands. */
  #log(row: RoomLogRow): void {
    this.#owner.log({ ...row, ...(this.#message !== null && { id: `room-${this.#message.id}` }) })
  }
}

/** One message is answered by an agent once, whoever begins to: longer than an id that clients make, so theirs are others. */
export function answerId({ agentId, to }: AnswerTask, key: string | null): string {
  return `a-${createHash('sha256').update(JSON.stringify([key, to.id, agentId])).digest('base64url')}`
}

/** The message by which an agent answers another. */
export function answerTo(to: StoredRoomMessage, agent: Pick<Agent, 'id' | 'name'>, message: Pick<NewRoomMessage, 'id' | 'text' | 'at' | 'mentions' | 'state' | 'reason'>): NewRoomMessage {
  return { ...message, ...standingOf(agent, to), answersTo: to.id }
}

/** What an agent says in answer to something counts on from that. */
function standingOf({ id, name }: Pick<Agent, 'id' | 'name'>, to: StoredRoomMessage): AgentStanding {
  return { author: { type: 'agent', id, name }, hops: to.hops + 1, agentsInRow: to.agentsInRow + 1, chainId: to.chainId }
}

/** Without the half of a character at its end. */
function wholeCharacters(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '')
}
