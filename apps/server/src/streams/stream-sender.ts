import type { Effect, EffectResult, StreamEnd } from '@halley/engine'
import { LIMITS, validatePayload, type Message, type Project, type Value } from '@halley/model'
import type { ServerClock } from '../clock.ts'
import type { DeliveryLedger } from '../sessions/delivery-ledger.ts'
import { contextOf } from '../sessions/message-context.ts'
import { hasRole, newTraceId, roleList, type Sender } from '../sessions/publish-message.ts'
import { topicOf } from '../sessions/topic-names.ts'
import type { RunningStream, StreamHead } from './running-stream.ts'
import type { StreamBoard } from './stream-board.ts'
import type { ReadStreamSource, SourceEnd } from './stream-source.ts'

export type StreamEffect = Extract<Effect, { type: 'stream' }>

/** Who sends a stream, and to whom. */
export type StreamingSender = Pick<Sender, 'label' | 'user' | 'project' | 'runsIn' | 'bus' | 'sendProblem' | 'onOutcome'> & { readonly ledger: DeliveryLedger }

export type SenderSurroundings = { readonly board: StreamBoard; readonly read: ReadStreamSource; readonly clock: ServerClock; readonly onFailure: (error: unknown, what: string) => void }

/** Sends the stream of a node: resolves when it has ended, and never rejects. An aborted signal cancels it; its reason says who did. */
export type SendStream = (effect: StreamEffect, sender: StreamingSender, signal: AbortSignal) => Promise<EffectResult>

/** Makes what sends streams: checks as for a message, opens, reads the source, and puts the whole message into the log. */
export function createStreamSender(surroundings: SenderSurroundings): SendStream {
  return async (effect, sender, signal) => {
    try {
      const opening = checkOpening(effect, sender, surroundings.board)
      return 'ok' in opening ? opening : await new Sending(effect, { sender, opening, surroundings }).run(signal)
    } catch (error) {
      surroundings.onFailure(error, 'sending a stream')
      return refused('internal', 'Something went wrong in the server; it was logged.')
    }
  }
}

/** Milliseconds between two changes of a running stream's row in the log. */
const LOG_EVERY_MS = 500

type Opening = { readonly head: StreamHead; readonly message: Message; readonly channelName: string }

function checkOpening(effect: StreamEffect, { project, user, runsIn, label, sendProblem }: StreamingSender, board: StreamBoard): Opening | Extract<EffectResult, { ok: false }> {
  const channel = project.channels[effect.channelId]
  const message = project.messages[effect.messageId]
  const member = message?.members[effect.memberId]
  if (channel === undefined) return refused('comet/channel_missing', 'The channel does not exist any more.')
  if (message === undefined || member?.type !== 'field') return refused('comet/message_missing', 'The message, or its text that grows, does not exist any more.')
  if (channel.messageIds.length > 0 && !channel.messageIds.includes(message.id)) return refused('forbidden', `${message.name} may not travel on "${channel.name}".`)
  if (!hasRole(user, channel.sendRoles)) return refused('forbidden', `${user.name} may not send on "${channel.name}"; it needs the role ${roleList(channel.sendRoles)}.`)
  const given = typeof effect.payload === 'object' && effect.payload !== null && !Array.isArray(effect.payload) ? (effect.payload as { readonly [name: string]: Value }) : {}
  const checked = validatePayload(withoutRulesOf(project, message, effect.memberId), message.id, { ...given, [member.technicalName]: null })
  if (!checked.ok) return refused('schema_invalid', `${checked.text} (${checked.pointer === '' ? message.name : checked.pointer})`)
  const topic = topicOf(project, runsIn, effect)
  if (topic === undefined) return refused('topic_invalid', `The key "${(effect.key ?? '').slice(0, 80)}" is too long for a topic: 64 letters and digits at most, others count three.`)
  if (board.size >= LIMITS.streamsAtOnce) return refused('stream/too_many', `The server sends ${board.size} streams already; the limit is ${LIMITS.streamsAtOnce}. Try again when some have ended.`)
  const tooMany = sendProblem(channel)
  if (tooMany !== undefined) return refused('rate_limited', tooMany)
  return {
    message, channelName: effect.key === null ? channel.name : `${channel.name} (${effect.key})`,
    head: {
      id: effect.streamId, org: runsIn.org, topic, projectId: project.id, sender: label, messageId: message.id, memberId: member.id, field: member.technicalName,
      payload: { ...checked.value, [member.technicalName]: '' }, openedAt: '', hops: effect.hops,
    },
  }
}

/** The project in which the text that grows may be anything: it is not there yet. */
function withoutRulesOf(project: Project, message: Message, memberId: string): Project {
  const member = message.members[memberId]
  if (member?.type !== 'field') return project
  return { ...project, messages: { ...project.messages, [message.id]: { ...message, members: { ...message.members, [memberId]: { ...member, required: false } } } } }
}

type Stopping = { readonly type: 'cancelled'; readonly reason: string } | { readonly type: 'failed'; readonly code: string; readonly text: string }

/** One stream from its opening to its end. */
class Sending {
  readonly #effect: StreamEffect
  readonly #sender: StreamingSender
  readonly #opening: Opening
  readonly #surroundings: SenderSurroundings
  readonly #stop = new AbortController()
  /** Why it was stopped before its source ended; the first reason counts. */
  #stopping: Stopping | null = null
  #cancelIdle: () => void = () => undefined
  #bytes: number
  #loggedAtMs = 0

  constructor(effect: StreamEffect, { sender, opening, surroundings }: { readonly sender: StreamingSender; readonly opening: Opening; readonly surroundings: SenderSurroundings }) {
    this.#effect = effect
    this.#sender = sender
    this.#opening = opening
    this.#surroundings = surroundings
    this.#bytes = Buffer.byteLength(JSON.stringify(opening.head.payload))
  }

  async run(signal: AbortSignal): Promise<EffectResult> {
    const { board, read, clock } = this.#surroundings
    const onAbort = (): void => this.#end({ type: 'cancelled', reason: typeof signal.reason === 'string' ? signal.reason : 'stopped' })
    const head = { ...this.#opening.head, openedAt: new Date(clock.nowMs()).toISOString() }
    this.#begin(head)
    const stream = board.open(head, (reason, code) => this.#end(code === undefined ? { type: 'cancelled', reason } : { type: 'failed', code, text: reason }))
    const cancelLimit = clock.setTimer(this.#effect.limitMs, () => this.#end({ type: 'failed', code: 'stream/too_long', text: `The stream had not ended after ${seconds(this.#effect.limitMs)}.` }))
    this.#watchPause()
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    const ended = await read(this.#effect.source, {
      project: this.#sender.project, beginMs: this.#effect.idleMs, signal: this.#stop.signal,
      onText: (piece) => this.#take(stream, piece),
      onAlive: () => this.#watchPause(),
    })
    cancelLimit()
    this.#cancelIdle()
    signal.removeEventListener('abort', onAbort)
    return this.#finish(stream, ended)
  }

  #end(stopping: Stopping): void {
    if (this.#stopping !== null) return
    this.#stopping = stopping
    this.#stop.abort()
  }

  #watchPause(): void {
    this.#cancelIdle()
    const { idleMs } = this.#effect
    this.#cancelIdle = this.#surroundings.clock.setTimer(idleMs, () => this.#end({ type: 'failed', code: 'stream/silent', text: `The source gave nothing new for ${seconds(idleMs)}.` }))
  }

  #take(stream: RunningStream, piece: string): void {
    if (this.#stopping !== null || piece === '') return
    this.#watchPause()
    // What JSON makes of it, without its quotes.
    this.#bytes += Buffer.byteLength(JSON.stringify(piece)) - 2
    if (this.#bytes > LIMITS.messageDataBytes) return this.#end({ type: 'failed', code: 'too_large', text: `${this.#opening.message.name} would have more than ${LIMITS.messageDataBytes.toLocaleString('en')} bytes; what was sent so far is kept.` })
    this.#surroundings.board.append(stream, piece)
    const nowMs = this.#surroundings.clock.nowMs()
    if (nowMs - this.#loggedAtMs >= LOG_EVERY_MS) this.#log(stream, nowMs)
  }

  /** The log shows how far it is. */
  #log(stream: RunningStream, nowMs: number): void {
    this.#loggedAtMs = nowMs
    this.#sender.ledger.streaming(stream.head.id, { state: 'running', payload: payloadOf(stream), sizeBytes: this.#bytes, characters: stream.text.length, reason: null })
  }

  #begin({ id, topic, payload, hops }: StreamHead): void {
    const { ledger, label, user } = this.#sender
    const { channelId, messageId, key, deliverTo, flowId, nodeId, causationId } = this.#effect
    const { message, channelName } = this.#opening
    ledger.begin({
      id, topic, sizeBytes: this.#bytes, traceId: (causationId === null ? undefined : ledger.find(causationId)?.traceId) ?? newTraceId(), channelId, messageId, key, payload, deliverTo, sender: label,
      from: { flowId, nodeId }, hops, text: `${user.name} streamed ${message.name} on ${channelName}`,
    }, this.#surroundings.clock.nowMs())
    ledger.streaming(id, { state: 'running', payload, sizeBytes: this.#bytes, characters: 0, reason: null })
  }

  async #finish(stream: RunningStream, ended: SourceEnd): Promise<EffectResult> {
    const { text } = stream
    if (this.#stopping?.type === 'cancelled') return this.#close(stream, { state: 'cancelled', reason: this.#stopping.reason, seq: null }, { ok: true, value: { state: 'cancelled', text, reason: this.#stopping.reason } satisfies StreamEnd })
    const failure = this.#stopping ?? (ended.ok ? null : ended)
    if (failure !== null) return this.#fail(stream, failure.code, failure.text)
    const checked = validatePayload(this.#sender.project, this.#opening.message.id, payloadOf(stream))
    if (!checked.ok) return this.#fail(stream, 'schema_invalid', `${checked.text} (${checked.pointer})`)
    // Who has not followed it gets the whole of it from the log's ledger.
    this.#log(stream, this.#surroundings.clock.nowMs())
    const published = await this.#publish(stream, checked.value)
    if (!published.ok) return this.#fail(stream, published.code, published.message)
    this.#sender.ledger.accepted(stream.head.id, published.seq)
    const reason = ended.ok ? (ended.note ?? null) : null
    return this.#close(stream, { state: 'complete', reason, seq: published.seq }, { ok: true, value: { state: 'complete', text, reason } satisfies StreamEnd })
  }

  #publish({ head }: RunningStream, data: Value): ReturnType<StreamingSender['bus']['publish']> {
    const { bus, ledger, label } = this.#sender
    const { causationId } = this.#effect
    const traceId = ledger.find(head.id)?.traceId ?? newTraceId()
    const publication = ledger.find(head.id)
    return bus.publish({
      ...(publication !== undefined && { context: contextOf(publication) }), org: head.org, topic: head.topic, id: head.id, source: `session/${label.sessionId}`, type: this.#opening.message.technicalName, data, hops: head.hops,
      time: new Date(this.#surroundings.clock.nowMs()).toISOString(), traceparent: `00-${traceId}-${traceId.slice(0, 16)}-01`, ...(causationId !== null && { causationid: causationId }),
    })
  }

  #fail(stream: RunningStream, code: string, text: string): EffectResult {
    return this.#close(stream, { state: 'failed', reason: text, seq: null }, refused(code, text))
  }

  #close(stream: RunningStream, outcome: Parameters<StreamBoard['end']>[1], result: EffectResult): EffectResult {
    this.#sender.ledger.streaming(stream.head.id, { state: outcome.state, payload: payloadOf(stream), sizeBytes: this.#bytes, characters: stream.text.length, reason: outcome.reason })
    this.#surroundings.board.end(stream, outcome)
    return result
  }
}

function payloadOf({ head, text }: RunningStream): { readonly [name: string]: Value } {
  return { ...head.payload, [head.field]: text }
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1_000).toLocaleString('en')} s`
}

function refused(code: string, text: string): Extract<EffectResult, { ok: false }> {
  return { ok: false, code, text }
}
