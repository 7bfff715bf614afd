import { inOrder, LIMITS, type Agent, type Room } from '@halley/model'
import type { OwedAnswer, StoredOwedAnswer, StoredRoomMessage } from '../storage/room-storage.ts'
import { mentionsIn } from './mentions.ts'
import { RoomAnswer, type AnswerOutcome, type AnswerRoom, type AnswerStop, type AnswerTask } from './room-answer.ts'
import { refused, titleOf, type RoomRefusal } from './room-place.ts'

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
  /** Set when no answers are given any more: those that are owed are given at the next start, or not at all. */
  #ended: { readonly goesOn: boolean } | null = null

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

  /** Who is to answer a message that is about to be kept, whole: to be kept with it. */
  owing(message: Pick<StoredRoomMessage, 'author' | 'mentions' | 'text' | 'chainId'>): OwedAnswer[] {
    const room = this.#owner.room()
    if (room === undefined || this.#ended !== null) return []
    const chain = this.#chainOf(message.chainId)
    const isForCalled = chain.isForCalled || callsAgents(room, message)
    return inOrder(room.agents).filter((agent) => isToAnswer(agent, message, isForCalled)).map(({ id }) => ({ agentId: id, chainAnswers: chain.answers }))
  }

  /** A message has been kept, with the answers that are owed to it: they are given. */
  consider(message: StoredRoomMessage, owed: readonly OwedAnswer[]): void {
    const room = this.#owner.room()
    if (room !== undefined && message.author.type === 'person' && callsAgents(room, message)) this.#chainOf(message.chainId).isForCalled = true
    for (const { agentId } of owed) this.#take({ agentId, to: message })
  }

  /** An answer is still owed from before the server ended; `root` is what its chain began with. */
  goOn({ agentId, to, chainAnswers }: StoredOwedAnswer, root: StoredRoomMessage | undefined): void {
    const room = this.#owner.room()
    const chain = this.#chainOf(to.chainId)
    chain.answers = Math.max(chain.answers, chainAnswers)
    chain.isForCalled ||= room !== undefined && root?.author.type === 'person' && callsAgents(room, root)
    this.#take({ agentId, to })
  }

  /** Gives an answer once more that has failed, in its place; undefined when it does, or does so already. */
  again(answer: StoredRoomMessage, { to, root }: { readonly to: StoredRoomMessage; readonly root: StoredRoomMessage | undefined }): RoomRefusal | undefined {
    const room = this.#owner.room()
    if (room?.agents[answer.author.id] === undefined || this.#ended !== null) return refused('room/cannot_ask_again', `${answer.author.name} is not in the room any more.`)
    if ([...this.#running.keys()].some(({ message }) => message?.id === answer.id) || this.#waiting.some(({ again }) => again?.id === answer.id)) return undefined
    if (this.#waiting.length >= ANSWERS_WAITING) return refused('rate_limited', `${ANSWERS_WAITING} answers wait for their turn in the room already; try again in a moment.`)
    this.#chainOf(to.chainId).isForCalled ||= root?.author.type === 'person' && callsAgents(room, root)
    this.#waiting.push({ agentId: answer.author.id, to, again: answer })
    this.#next()
    return undefined
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

  /** Ends everything; resolves when it is kept. What waits for its turn stays owed where it `goesOn` at the next start. */
  async end(stopping: AnswerStop, { goesOn }: { readonly goesOn: boolean }): Promise<void> {
    this.#ended = { goesOn }
    for (const task of this.#waiting.splice(0)) {
      const { agentId, to, again } = task
      const who = `${this.#nameOf(agentId)} did not answer ${to.author.name}`
      this.#owner.log(goesOn && again === undefined ? { level: 'info', text: `${who} yet: ${stopping.reason}. It does at the next start` } : { level: 'warning', code: 'room/answer_failed', text: `${who}: ${stopping.reason}` })
      if (!goesOn) this.#owner.settle(task)
    }
    for (const answer of this.#running.keys()) answer.stop(stopping)
    await Promise.all(this.#running.values())
  }

  #take(task: AnswerTask): void {
    const room = this.#owner.room()
    const agent = room?.agents[task.agentId]
    if (this.#ended?.goesOn === true) return
    // Taken out of the model, or beyond a limit: nobody waits for it.
    if (room === undefined || agent === undefined || this.#ended !== null || this.#isLimited(room, agent, task.to)) return this.#owner.settle(task)
    this.#chainOf(task.to.chainId).answers += 1
    this.#waiting.push(task)
    this.#next()
  }

  #next(): void {
    while (this.#running.size < LIMITS.roomAnswersAtOnce) {
      const task = this.#waiting.shift()
      if (task === undefined) return
      const answer = new RoomAnswer(task, this.#owner)
      this.#running.set(answer, this.#run(answer, task))
    }
  }

  async #run(answer: RoomAnswer, task: AnswerTask): Promise<void> {
    try {
      this.#onOutcome(await answer.run())
    } catch (error) {
      this.#onOutcome('failed')
      this.#owner.onFailure(error, 'an answer in a room')
      this.#owner.log({ level: 'error', code: 'internal', text: `${this.#nameOf(answer.agentId)} could not answer: something went wrong in the server; its log says what` })
    }
    this.#running.delete(answer)
    // What was said has settled it already.
    if (answer.message === null) this.#owner.settle(task)
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
function isToAnswer({ id, answers }: Agent, { author, mentions }: Pick<StoredRoomMessage, 'author' | 'mentions'>, isForCalled: boolean): boolean {
  if (author.type === 'agent' && author.id === id) return false
  return answers === 'always' ? !isForCalled || mentions.includes(id) : answers === 'mentioned' && mentions.includes(id)
}

/** Does a message call agents by their `@name`? */
function callsAgents(room: Room, { mentions, text }: Pick<StoredRoomMessage, 'mentions' | 'text'>): boolean {
  return mentions.some((id) => isCalled(room.agents[id], text))
}

/** Does a text call an agent that would answer? */
function isCalled(agent: Agent | undefined, text: string): boolean {
  if (agent === undefined || agent.answers === 'never') return false
  return mentionsIn(text, [{ type: 'agent', id: agent.id, name: agent.name, handle: agent.technicalName }], { byNameAlone: false }).length > 0
}
