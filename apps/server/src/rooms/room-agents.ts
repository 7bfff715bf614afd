import { inOrder, LIMITS, type Agent, type Room } from '@halley/model'
import type { StoredRoomMessage } from '../storage/room-storage.ts'
import { mentionsIn } from './mentions.ts'
import { RoomAnswer, type AnswerOutcome, type AnswerRoom, type AnswerStop, type AnswerTask } from './room-answer.ts'
import { titleOf } from './room-place.ts'

/** Answers that wait for their turn in one room; beyond it, more would be said than anybody reads. */
const ANSWERS_WAITING = 64

/** Answers that one message may lead to, over all agents that answer each other. */
const ANSWERS_PER_CHAIN = 64

/** Chains of answers that are remembered, for their count and for what the log has said of them. */
const CHAINS_REMEMBERED = 200

type Chain = { answers: number; isLimitLogged: boolean; /** A person called agents by their `@name`: what follows is theirs alone. */ isForCalled: boolean }

/** The agents of one room: who answers what, how many at once, and where agents that answer each other stop. */
export class RoomAgents {
  readonly #owner: AnswerRoom
  readonly #onOutcome: (outcome: AnswerOutcome | 'limited') => void
  readonly #running = new Map<RoomAnswer, Promise<void>>()
  readonly #waiting: AnswerTask[] = []
  readonly #chains = new Map<string, Chain>()
  #isEnded = false

  constructor(owner: AnswerRoom, onOutcome: (outcome: AnswerOutcome | 'limited') => void) {
    this.#owner = owner
    this.#onOutcome = onOutcome
  }

  get isIdle(): boolean {
    return this.#running.size === 0 && this.#waiting.length === 0
  }

  /** Messages that grow now. */
  get growing(): StoredRoomMessage[] {
    return [...this.#running.keys()].flatMap(({ message }) => message ?? [])
  }

  /** A message has been kept, whole: those agents answer that are to. */
  consider(message: StoredRoomMessage): void {
    const room = this.#owner.room()
    if (room === undefined || this.#isEnded) return
    const callsAgents = message.mentions.some((id) => isCalled(room.agents[id], message.text))
    const chain = this.#chainOf(message.chainId)
    if (callsAgents && message.author.type === 'person') chain.isForCalled = true
    for (const agent of inOrder(room.agents)) {
      if (!isToAnswer(agent, message, callsAgents || chain.isForCalled) || this.#isLimited(room, agent, message)) continue
      this.#chainOf(message.chainId).answers += 1
      this.#waiting.push({ agentId: agent.id, to: message })
    }
    this.#next()
  }

  /** Ends the answer of a message; false when it does not grow. */
  stop(messageId: string, stopping: AnswerStop): boolean {
    const answer = [...this.#running.keys()].find(({ message }) => message?.id === messageId)
    answer?.stop(stopping)
    return answer !== undefined
  }

  /** Ends the answers of agents that are not in the model any more. */
  modelChanged(): void {
    const agents = this.#owner.room()?.agents ?? {}
    for (const answer of this.#running.keys()) if (agents[answer.agentId] === undefined) answer.stop({ state: 'cancelled', reason: 'the agent was taken out of the room' })
  }

  /** Ends everything; resolves when it is kept. */
  async end(stopping: AnswerStop): Promise<void> {
    this.#isEnded = true
    for (const { agentId, to } of this.#waiting.splice(0)) this.#owner.log({ level: 'warning', code: 'room/answer_failed', text: `${this.#nameOf(agentId)} did not answer ${to.author.name}: ${stopping.reason}` })
    for (const answer of this.#running.keys()) answer.stop(stopping)
    await Promise.all(this.#running.values())
  }

  #next(): void {
    while (this.#running.size < LIMITS.roomAnswersAtOnce) {
      const task = this.#waiting.shift()
      if (task === undefined) return
      const answer = new RoomAnswer(task, this.#owner)
      this.#running.set(answer, this.#run(answer))
    }
  }

  async #run(answer: RoomAnswer): Promise<void> {
    try {
      this.#onOutcome(await answer.run())
    } catch (error) {
      this.#onOutcome('failed')
      this.#owner.onFailure(error, 'an answer in a room')
      this.#owner.log({ level: 'error', code: 'internal', text: `${this.#nameOf(answer.agentId)} could not answer: something went wrong in the server; its log says what` })
    }
    this.#running.delete(answer)
    this.#next()
  }

  #isLimited(room: Room, { name }: Agent, message: StoredRoomMessage): boolean {
    const chain = this.#chainOf(message.chainId)
    const refusal = message.agentsInRow >= room.agentHops ? { code: 'room/agent_hops', text: `${message.agentsInRow === 1 ? 'an agent has' : `${message.agentsInRow} agents have`} written in a row, and the limit of the room is ${room.agentHops}. It goes on when a person writes` }
      : message.hops >= LIMITS.hops ? { code: 'hops_exceeded', text: `messages, flowcharts and answers caused each other ${message.hops} times in a row; the limit is ${LIMITS.hops}` }
        : chain.answers >= ANSWERS_PER_CHAIN ? { code: 'room/agent_hops', text: `one message has led to ${chain.answers} answers already; the limit is ${ANSWERS_PER_CHAIN}` }
          : this.#waiting.length >= ANSWERS_WAITING ? { code: 'room/agent_hops', text: `${ANSWERS_WAITING} answers wait for their turn in the room already` } : null
    if (refusal === null) return false
    this.#onOutcome('limited')
    if (!chain.isLimitLogged) this.#owner.log({ level: 'warning', code: refusal.code, text: `${name} did not answer ${message.author.name} in ${titleOf(room, this.#owner.key)}: ${refusal.text}.` })
    chain.isLimitLogged = true
    return true
  }

  #chainOf(id: string): Chain {
    const known = this.#chains.get(id) ?? { answers: 0, isLimitLogged: false, isForCalled: false }
    // The one that is used lives longest.
    this.#chains.delete(id)
    this.#chains.set(id, known)
    const [oldest] = this.#chains.keys()
    if (this.#chains.size > CHAINS_REMEMBERED && oldest !== undefined) this.#chains.delete(oldest)
    return known
  }

  #nameOf(agentId: string): string {
    return this.#owner.room()?.agents[agentId]?.name ?? 'An agent'
  }
}

/** Never itself, and else as the model says. What is said to other agents by their `@name` is theirs alone: one that answers always keeps out of it. */
function isToAnswer({ id, answers }: Agent, { author, mentions }: StoredRoomMessage, isForCalled: boolean): boolean {
  if (author.type === 'agent' && author.id === id) return false
  return answers === 'always' ? !isForCalled || mentions.includes(id) : answers === 'mentioned' && mentions.includes(id)
}

/** Does a text call an agent that would answer? */
function isCalled(agent: Agent | undefined, text: string): boolean {
  if (agent === undefined || agent.answers === 'never') return false
  return mentionsIn(text, [{ type: 'agent', id: agent.id, name: agent.name, handle: agent.technicalName }], { byNameAlone: false }).length > 0
}
