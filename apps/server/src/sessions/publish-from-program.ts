import { DEFAULT_BUS_LIMITS, type EventBus, type Published, type Refusal } from '@halley/bus'
import { LIMITS, validatePayload, type Value } from '@halley/model'
import { ENCRYPTED_CONTENT_TYPE, type EventsRequests, type RequestOf, type WireError } from '@halley/protocol'
import type { EncryptedChannel, MessageEncryption } from '../encryption/message-encryption.ts'
import { newServerId } from '../random-ids.ts'
import { publicationIdOf, type Publication } from './delivery-ledger.ts'
import { findTopicModel, type ModelPlaces, type TopicModel } from './find-topic-model.ts'
import { contextOf } from './message-context.ts'
import { newTraceId, roleList } from './publish-message.ts'

export type ProgramPublish = RequestOf<EventsRequests, 'publish'>

/** The program, as its grant names it. */
export type PublishingProgram = { readonly org: string; readonly source: string; readonly name: string; /** Its roles in modelled apps; null or left out where no channel is closed to it. */ readonly appRoles?: readonly string[] | null }

export type ProgramPublishing = { readonly bus: EventBus; readonly places: ModelPlaces; readonly encryption: MessageEncryption; readonly nowMs: () => number }

type Refused = { readonly ok: false; readonly error: WireError }

/**
 * Publishes for a program outside. A topic that names a message of an app goes the way of a Send: its payload is validated, its
 * sessions' listeners take it, and the log shows it. What is encrypted is opened for that, and goes on as it came. A topic outside of all apps is carried as it is. The topic must be valid and granted.
 */
export async function publishFromProgram(request: ProgramPublish, program: PublishingProgram, { bus, places, encryption, nowMs }: ProgramPublishing): Promise<Published | Refusal | Refused> {
  const sizeBytes = Buffer.byteLength(JSON.stringify(request.data))
  if (request.encrypted === true && request.encrypt === true) return refused({ code: 'wire/malformed', message: 'The data is either encrypted already or to be encrypted here; leave one of "encrypted" and "encrypt" out.', pointer: '/encrypt' })
  const tooLarge = request.encrypted === true ? undefined : sizeProblem(sizeBytes)
  if (tooLarge !== undefined) return refused(tooLarge)
  const model = await findTopicModel(request.topic, places)
  const id = request.id ?? newServerId('p-')
  const event = { org: program.org, topic: request.topic, id, source: program.source, data: request.data, ...(request.filters !== undefined && { filters: request.filters }), ...(request.correlationid !== undefined && { correlationid: request.correlationid }) }
  if (request.encrypted === true && request.id === undefined) return refused({ code: 'wire/malformed', message: 'What is encrypted is bound to its id; give the id that it was encrypted with.', pointer: '/id' })
  if ((request.encrypted === true || request.encrypt === true) && model === null) return refused({ code: 'encryption/no_key', message: `The topic is of no message of an app that is here, so nobody has a key for it; publish without "${request.encrypted === true ? 'encrypted' : 'encrypt'}".` })
  if (model === null) return bus.publish({ ...event, type: request.topic.split('.')[4] ?? 'event' })
  if ('error' in model) return refused(model.error)

  const { ledger, message, project } = model
  const problem = publishProblem(model, program)
  if (problem !== undefined) return refused(problem)
  const publicationId = publicationIdOf({ source: program.source, id })
  const at = nowMs()
  const isKnown = ledger.isKnownSince(publicationId, at - DEFAULT_BUS_LIMITS.duplicateWindowMs)
  const clear = request.encrypted === true ? await openedOf(request, { model, encryption, id, source: program.source, mayBeAgain: isKnown }) : { data: request.data }
  if ('error' in clear) return refused(clear.error)
  const checked = validatePayload(project, message.id, clear.data)
  if (!checked.ok) return refused({ code: 'schema_invalid', message: checked.text, pointer: `/data${checked.pointer}` })
  const sealed = request.encrypt === true ? await encryption.encrypt(checked.value, { topic: request.topic, id, source: program.source, channel: encryptedChannelOf(model) }) : null
  if (sealed !== null && !sealed.ok) return refused({ code: sealed.code, message: sealed.text })
  // What was encrypted stays so, from here to whoever may read it.
  const ciphertext = sealed?.data ?? (request.encrypted === true ? request.data : null)
  const sent: { readonly data: Value; readonly datacontenttype?: string; readonly encrypted?: boolean } = ciphertext !== null ? { data: ciphertext as Value, datacontenttype: ENCRYPTED_CONTENT_TYPE, encrypted: true } : { data: checked.value }
  const traceId = newTraceId()
  const publication: Publication = {
    id: publicationId, topic: request.topic, sizeBytes, traceId, channelId: model.channel.id, messageId: message.id, key: model.key, payload: sent.data, encrypted: sent.encrypted === true, deliverTo: { type: 'all' },
    sender: { sessionId: program.source, persona: program.name, slot: null }, from: null, hops: 0, text: `${program.name} sent ${message.name} on ${model.channel.name}${model.key === null ? '' : ` (${model.key})`}`,
  }
  // Sent again, it is the bus that says so; what became of the first must not be forgotten for that.
  if (!isKnown) ledger.begin(publication, at)
  const answer = await bus.publish({ ...event, type: message.technicalName, ...sent, context: contextOf(publication), time: new Date(at).toISOString(), traceparent: `00-${traceId}-${traceId.slice(0, 16)}-01` })
  if (!answer.ok) {
    // What is not on the disk may have been delivered all the same.
    if (answer.code !== 'unavailable') ledger.refused(publicationId)
  } else if (!answer.duplicate || ledger.seqOf(publicationId) === null) ledger.accepted(publicationId, answer.seq)
  return answer
}

type Opening = { readonly model: TopicModel; readonly encryption: MessageEncryption; readonly id: string; readonly source: string; readonly mayBeAgain: boolean }

async function openedOf({ topic, data }: ProgramPublish, { model, encryption, ...event }: Opening): Promise<{ readonly data: Value } | { readonly error: WireError }> {
  const opened = await encryption.openPublished(data, { topic, ...event, channel: encryptedChannelOf(model) })
  if (!opened.ok) return { error: { code: opened.code, message: opened.text, pointer: '/data' } }
  const tooLarge = sizeProblem(Buffer.byteLength(JSON.stringify(opened.payload)))
  return tooLarge === undefined ? { data: opened.payload } : { error: tooLarge }
}

function encryptedChannelOf({ project, environment, channel }: TopicModel): EncryptedChannel {
  return { projectId: project.id, environment, channelId: channel.id, listenRoles: channel.listenRoles }
}

function sizeProblem(sizeBytes: number): WireError | undefined {
  if (sizeBytes <= LIMITS.messageDataBytes) return undefined
  return { code: 'too_large', message: `The data has ${sizeBytes} bytes; the limit is ${LIMITS.messageDataBytes}.`, limit: LIMITS.messageDataBytes, value: sizeBytes }
}

/** Why a program may not publish a message on a channel that its grant covers; undefined when it may. */
export function publishProblem(model: TopicModel, program: Pick<PublishingProgram, 'name' | 'appRoles'>): WireError | undefined {
  return travelProblem(model) ?? roleProblem(model, program)
}

function travelProblem({ channel, message }: TopicModel): WireError | undefined {
  if (channel.messageIds.length === 0 || channel.messageIds.includes(message.id)) return undefined
  return { code: 'forbidden', message: `${message.name} may not travel on "${channel.name}".` }
}

function roleProblem({ channel }: TopicModel, { name, appRoles = null }: Pick<PublishingProgram, 'name' | 'appRoles'>): WireError | undefined {
  if (appRoles === null || channel.sendRoles.length === 0 || channel.sendRoles.some((role) => appRoles.includes(role))) return undefined
  return { code: 'forbidden', message: `${name} may not send on "${channel.name}"; it needs the role ${roleList(channel.sendRoles)}.` }
}

function refused(error: WireError): Refused {
  return { ok: false, error }
}
