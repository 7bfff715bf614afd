import type { EventBus } from '@halley/bus'
import type { Effect, EffectResult, SessionUser } from '@halley/engine'
import { LIMITS, validatePayload, type Channel, type PayloadProblem, type Project, type Value } from '@halley/model'
import { ENCRYPTED_CONTENT_TYPE, type SessionLabel } from '@halley/protocol'
import type { MessageEncryption } from '../encryption/message-encryption.ts'
import { newServerId } from '../random-ids.ts'
import type { DeliveryLedger, Publication } from './delivery-ledger.ts'
import { contextOf } from './message-context.ts'
import { topicOf, type RunsIn } from './topic-names.ts'

type Publish = Extract<Effect, { type: 'publish' }>

/** Who sends, by which model, and where to. */
export type Sender = {
  readonly label: SessionLabel
  readonly user: SessionUser
  readonly project: Project
  readonly runsIn: RunsIn
  readonly bus: EventBus
  readonly ledger: DeliveryLedger
  readonly encryption: MessageEncryption
  readonly nowMs: number
  /** Takes one of what may be sent on the channel and in the org; says so, in a sentence, where none is left. */
  sendProblem(channel: Pick<Channel, 'id' | 'name'>): string | undefined
  /** Makes an id that is the same when what is done now is done again, after a crash in the middle of it; left out where that cannot be. */
  readonly repeatableId?: (() => string) | undefined
  /** Is told of every publish: `accepted`, or the code of the refusal. */
  readonly onOutcome?: ((outcome: string) => void) | undefined
}

/** Sends a message: permission, payload, size and rate are checked, then the bus takes it or says why not. */
export async function publishMessage(effect: Publish, sender: Sender): Promise<EffectResult> {
  const { project, runsIn, user, bus, ledger, label, nowMs } = sender
  const channel = project.channels[effect.channelId]
  const message = project.messages[effect.messageId]
  if (channel === undefined) return refused('comet/channel_missing', 'The channel does not exist any more.')
  if (message === undefined) return refused('comet/message_missing', 'The message does not exist any more.')
  if (channel.messageIds.length > 0 && !channel.messageIds.includes(message.id)) return refused('forbidden', `${message.name} may not travel on "${channel.name}".`)
  if (!hasRole(user, channel.sendRoles)) return refused('forbidden', `${user.name} may not send on "${channel.name}"; it needs the role ${roleList(channel.sendRoles)}.`)
  const checked = validatePayload(project, message.id, effect.payload)
  if (!checked.ok) return refused('schema_invalid', effect.secure ? hiddenProblem(checked, message.name) : `${checked.text} (${checked.pointer === '' ? message.name : checked.pointer})`)
  const clearBytes = Buffer.byteLength(JSON.stringify(checked.value))
  if (clearBytes > LIMITS.messageDataBytes) return refused('too_large', `${message.name} has ${clearBytes} bytes; the limit is ${LIMITS.messageDataBytes}.`)
  const topic = topicOf(project, runsIn, effect)
  if (topic === undefined) return refused('topic_invalid', `The key "${(effect.key ?? '').slice(0, 80)}" is too long for a topic: 64 letters and digits at most, others count three.`)
  const tooMany = sender.sendProblem(channel)
  if (tooMany !== undefined) return refused('rate_limited', tooMany)
  const id = sender.repeatableId?.() ?? `${label.sessionId}-${effect.effectId}`
  const source = `session/${label.sessionId}`
  const encrypted = effect.secure ? await sender.encryption.encrypt(checked.value, { topic, id, source, channel: { projectId: project.id, environment: runsIn.environment, channelId: channel.id, listenRoles: channel.listenRoles } }) : undefined
  if (encrypted?.ok === false) return refused(encrypted.code, encrypted.text)
  const data = encrypted === undefined ? checked.value : encrypted.data
  const sizeBytes = encrypted === undefined ? clearBytes : Buffer.byteLength(JSON.stringify(data))
  const traceId = (effect.causationId === null ? undefined : ledger.find(effect.causationId)?.traceId) ?? newTraceId()
  const publication: Publication = {
    id, topic, sizeBytes, traceId, channelId: channel.id, messageId: message.id, key: effect.key, payload: data, encrypted: effect.secure, deliverTo: effect.deliverTo, sender: label, by: user.id,
    from: { flowId: effect.flowId, nodeId: effect.nodeId }, hops: effect.hops, text: `${user.name} sent ${message.name} on ${nameOf(channel, effect.key)}`,
  }
  ledger.begin(publication, nowMs)
  const answer = await bus.publish({
    org: runsIn.org, topic, id, source, type: message.technicalName, data: data satisfies Value, ...(effect.secure && { datacontenttype: ENCRYPTED_CONTENT_TYPE, encrypted: true }), hops: effect.hops, context: contextOf(publication),
    time: new Date(nowMs).toISOString(), traceparent: `00-${traceId}-${traceId.slice(0, 16)}-01`, ...(effect.causationId !== null && { causationid: effect.causationId }),
  })
  if (!answer.ok) {
    // What is not on the disk may have been delivered all the same.
    if (answer.code !== 'unavailable') ledger.refused(id)
    return refused(answer.code, answer.message)
  }
  ledger.accepted(id, answer.seq)
  return { ok: true }
}

/** Has the person one of the roles? No roles named means everybody. */
export function hasRole(user: SessionUser, roles: readonly string[]): boolean {
  return roles.length === 0 || roles.some((role) => user.roles.includes(role))
}

/** Roles as people read them: "a or b". */
export function roleList(roles: readonly string[]): string {
  return roles.map((role) => `"${role}"`).join(' or ')
}

function nameOf(channel: Channel, key: string | null): string {
  return key === null ? channel.name : `${channel.name} (${key})`
}

/** Makes the id of a trace: 32 hexadecimal digits. */
export function newTraceId(): string {
  return Buffer.from(newServerId(''), 'base64url').toString('hex').padEnd(32, '0')
}

/** What is wrong with a payload without the value that is wrong: the text goes to the log. */
function hiddenProblem({ pointer, name }: PayloadProblem, messageName: string): string {
  return `${pointer === '' ? messageName : `"${name}" of ${messageName}`} does not fit; the value is hidden, for the message is encrypted (${pointer === '' ? messageName : pointer})`
}

function refused(code: string, text: string): EffectResult {
  return { ok: false, code, text }
}
