import { isGuardCode, type Effect, type EffectResult, type EndpointAnswer, type Listener, type SessionEvent } from '@halley/engine'
import type { Project } from '@halley/model'
import type { LogRow } from '@halley/protocol'
import { hasRole, publishMessage, roleList, type Sender } from './publish-message.ts'
import type { SessionListening } from './session-listening.ts'

/** The world as a session's effects reach it. */
export type EffectWorld = {
  readonly sender: Sender
  readonly listening: SessionListening
  readonly nowMs: number
  /** Changes rows of a stored list. */
  changeRows(effect: Extract<Effect, { type: 'changeRows' }>): Promise<EffectResult>
  /** Asks an HTTP service; the answer comes as an event of its own. */
  startRequest(effect: Extract<Effect, { type: 'httpRequest' }>): void
  /** Sends a stream; how it ended comes as an event of its own. A result is why it was not begun. */
  startStream(effect: Extract<Effect, { type: 'stream' }>, sender: Sender): EffectResult | undefined
  /** Notifies people; answered when the notifications are kept. */
  notify(effect: Extract<Effect, { type: 'notify' }>): Promise<EffectResult>
  /** Does something in a room as the session's user. */
  doInRoom(effect: Extract<Effect, { type: 'room' }>): Promise<EffectResult>
  /** Answers the HTTP request that the session serves. */
  respond(answer: EndpointAnswer): EffectResult
  /** Fires a timer of the session when the time has come. */
  setTimer(timerId: string, dueAtMs: number): void
  /** Adds a row about this session to the log. */
  log(row: Pick<LogRow, 'type' | 'level' | 'text' | 'flowId' | 'nodeId' | 'code'>): void
  /** A flow went too far, and a guard stopped it there. */
  guardHit(hit: Pick<Extract<Effect, { type: 'failed' }>, 'flowId' | 'nodeId' | 'code' | 'text'>): void
  /** A run stopped on an error that nothing took: its client is told. */
  runFailed(failure: Extract<Effect, { type: 'failed' }>): void
  responded(response: Extract<Effect, { type: 'responded' }>): void
}

type EffectDone = Extract<SessionEvent, { type: 'effectDone' }>

/** Makes one effect real. What is answered comes back as an event for the session; undefined for what is not. */
export async function performEffect(effect: Effect, world: EffectWorld): Promise<Omit<EffectDone, 'atMs'> | undefined> {
  switch (effect.type) {
    case 'publish': {
      const result = await publishMessage(effect, world.sender)
      world.sender.onOutcome?.(result.ok ? 'accepted' : result.code)
      return { type: 'effectDone', effectId: effect.effectId, result }
    }
    case 'listen':
      return listen(effect, world)
    case 'unlisten':
      await world.listening.stop(effect.listeners)
      for (const listener of effect.listeners) logListener(world, listener, `Stopped listening to ${whatOf(world.sender.project, listener)}`)
      return undefined
    case 'changeRows':
      return { type: 'effectDone', effectId: effect.effectId, result: await world.changeRows(effect) }
    case 'httpRequest':
      world.startRequest(effect)
      return undefined
    case 'stream': {
      const refused = world.startStream(effect, world.sender)
      return refused && { type: 'effectDone', effectId: effect.effectId, result: refused }
    }
    case 'notify':
      return { type: 'effectDone', effectId: effect.effectId, result: await world.notify(effect) }
    case 'room':
      return { type: 'effectDone', effectId: effect.effectId, result: await world.doInRoom(effect) }
    case 'respond':
      return { type: 'effectDone', effectId: effect.effectId, result: world.respond(effect.answer) }
    case 'timer':
      world.setTimer(effect.timerId, effect.dueAtMs)
      return undefined
    case 'log':
      world.log({ type: 'log', level: effect.level, text: effect.text, flowId: effect.flowId, nodeId: effect.nodeId, code: null })
      return undefined
    case 'failed':
      world.log({ type: 'error', level: effect.handled ? 'warning' : 'error', text: effect.text, flowId: orNull(effect.flowId), nodeId: orNull(effect.nodeId), code: effect.code })
      if (isGuardCode(effect.code)) world.guardHit(effect)
      if (!effect.handled) world.runFailed(effect)
      return undefined
    case 'responded':
      world.responded(effect)
      return undefined
  }
}

async function listen({ effectId, listeners }: Extract<Effect, { type: 'listen' }>, world: EffectWorld): Promise<Omit<EffectDone, 'atMs'>> {
  const { user, project } = world.sender
  const started: Listener[] = []
  // A flow that comes by its node again listens on: only what is new is news.
  const news = listeners.filter((listener) => !world.listening.holds(project, listener))
  for (const listener of listeners) {
    const channel = project.channels[listener.channelId]
    const refused = channel !== undefined && !hasRole(user, channel.listenRoles)
      ? { code: 'forbidden', text: `${user.name} may not listen on "${channel.name}"; it needs the role ${roleList(channel.listenRoles)}.` }
      : await world.listening.start(project, listener, { nowMs: world.nowMs })
    if (refused !== undefined) {
      // All or nothing: the node fails as a whole.
      await world.listening.stop(started)
      return { type: 'effectDone', effectId, result: { ok: false, ...refused } }
    }
    started.push(listener)
  }
  for (const listener of news) logListener(world, listener, `Started listening to ${whatOf(project, listener)}`)
  return { type: 'effectDone', effectId, result: { ok: true }, arm: listeners }
}

function logListener(world: EffectWorld, { flowId, nodeId }: Listener, text: string): void {
  world.log({ type: 'listener', level: 'info', text, flowId, nodeId, code: null })
}

/** A listener in words: "Ticket on escalation (conv_1)". */
export function whatOf(project: Project, { channelId, messageId, key }: Listener): string {
  const message = messageId === null ? 'any message' : (project.messages[messageId]?.name ?? 'a deleted message')
  return `${message} on ${project.channels[channelId]?.name ?? 'a deleted channel'}${key === null ? '' : ` (${key})`}`
}

/** Runs that stopped outside every flow name no place; the log has null for that. */
function orNull(id: string): string | null {
  return id === '' ? null : id
}
