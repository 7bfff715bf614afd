import type { Room } from '@halley/model'
import type { ServerClock } from '../clock.ts'
import type { NewRoomMessage, OwedName, RoomPlace, RoomStorage, StoredOwedAnswer, StoredRoomMessage } from '../storage/room-storage.ts'
import type { RoomAgents } from './room-agents.ts'
import { answerId, answerTo } from './room-answer.ts'
import type { RoomLogRow } from './room-app.ts'
import { keyOf, refused, titleOf, type RoomRefusal } from './room-place.ts'

/** Why answers end when the server does. */
export const SERVER_STOPPED = 'the server was stopped'

type AgainSurroundings = {
  readonly place: RoomPlace
  readonly storage: Pick<RoomStorage, 'message'>
  readonly clock: ServerClock
  readonly agents: RoomAgents
  readonly room: () => Room | undefined
  /** Keeps and shows a new message. */
  readonly append: (message: NewRoomMessage, more: { readonly role: string; readonly settles: OwedName }) => Promise<unknown>
  readonly log: (row: RoomLogRow) => void
}

/** Answers that come late: those that were owed when the server ended, and those that failed and are asked for again. */
export class AnswersAgain {
  readonly #surroundings: AgainSurroundings

  constructor(surroundings: AgainSurroundings) {
    this.#surroundings = surroundings
  }

  /** Has an answer given once more that has failed; undefined when it is. */
  async ask(messageId: string): Promise<RoomRefusal | undefined> {
    const { storage, place, agents } = this.#surroundings
    const answer = await storage.message(place, messageId)
    // Somebody else was faster.
    if (answer?.state === 'running') return undefined
    if (answer?.author.type !== 'agent' || answer.state !== 'failed' || answer.answersTo === null) return refused('room/cannot_ask_again', 'Only an answer that failed is given once more.')
    const to = await storage.message(place, answer.answersTo)
    return to === undefined ? refused('room/cannot_ask_again', 'What it answers is not kept any more; write it again.') : agents.again(answer, { to, root: await this.#rootOf(to) })
  }

  /** Gives an answer that was owed. One whose flowchart ran already has perhaps done things: that it failed is said, and people decide. */
  async goOn(owed: StoredOwedAnswer): Promise<void> {
    const { place, clock, agents, room: roomNow, append, log } = this.#surroundings
    const { agentId, to, hasBegun } = owed
    const room = roomNow()
    const agent = room?.agents[agentId]
    if (room === undefined || agent === undefined || !hasBegun) return agents.goOn(owed, await this.#rootOf(to))
    const key = keyOf(place)
    await append(answerTo(to, agent, { id: answerId(owed, key), text: '', at: clock.nowMs(), mentions: [], state: 'failed', reason: SERVER_STOPPED }), { role: '', settles: { messageId: to.id, agentId } })
    log({ level: 'error', code: 'room/answer_failed', text: `${agent.name} could not answer ${to.author.name} in ${titleOf(room, key)}: ${SERVER_STOPPED}` })
  }

  /** What the chain of a message began with, where it began here. */
  async #rootOf(message: StoredRoomMessage): Promise<StoredRoomMessage | undefined> {
    return message.chainId === message.id ? message : this.#surroundings.storage.message(this.#surroundings.place, message.chainId)
  }
}
