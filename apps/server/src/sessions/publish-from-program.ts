import { DEFAULT_BUS_LIMITS, type EventBus, type Published, type Refusal } from '@halley/bus'
import { LIMITS, validatePayload } from '@halley/model'
import type { EventsRequests, RequestOf, WireError } from '@halley/protocol'
import { newServerId } from '../random-ids.ts'
import { publicationIdOf } from './delivery-ledger.ts'
import { findTopicModel, type ModelPlaces, type TopicModel } from './find-topic-model.ts'
import { newTraceId, roleList } from './publish-message.ts'

export type ProgramPublish = RequestOf<EventsRequests, 'publish'>

/** The program, as its grant names it. */
export type PublishingProgram = { readonly org: string; readonly source: string; readonly name: string; /** Its roles in modelled apps; null or left out where no channel is closed to it. */ readonly appRoles?: readonly string[] | null }

export type ProgramPublishing = { readonly bus: EventBus; readonly places: ModelPlaces; readonly nowMs: () => number }

type Refused = { readonly ok: false; readonly error: WireError }

/**
 * Publishes for a program outside. A topic that names a message of an app goes the way of a Send: its payload is validated, its
 * sessions' listeners take it, and the log shows it. A topic outside of all apps is carried as it is. The topic must be valid and granted.
 */
export async function publishFromProgram(request: ProgramPublish, program: PublishingProgram, { bus, places, nowMs }: ProgramPublishing): Promise<Published | Refusal | Refused> {
  const sizeBytes = Buffer.byteLength(JSON.stringify(request.data))
  if (sizeBytes > LIMITS.messageDataBytes) return refused({ code: 'too_large', message: `The data has ${sizeBytes} bytes; the limit is ${LIMITS.messageDataBytes}.`, limit: LIMITS.messageDataBytes, value: sizeBytes })
  const model = await findTopicModel(request.topic, places)
  const id = request.id ?? newServerId('p-')
  const event = { org: program.org, topic: request.topic, id, source: program.source, data: request.data, ...(request.filters !== undefined && { filters: request.filters }), ...(request.correlationid !== undefined && { correlationid: request.correlationid }) }
  if (model === null) return bus.publish({ ...event, type: request.topic.split('.')[4] ?? 'event' })
  if ('error' in model) return refused(model.error)

  const { ledger, message, project } = model
  const problem = travelProblem(model) ?? roleProblem(model, program)
  if (problem !== undefined) return refused(problem)
  const checked = validatePayload(project, message.id, request.data)
  if (!checked.ok) return refused({ code: 'schema_invalid', message: checked.text, pointer: `/data${checked.pointer}` })
  const publicationId = publicationIdOf({ source: program.source, id })
  const at = nowMs()
  const traceId = newTraceId()
  // Sent again, it is the bus that says so; what became of the first must not be forgotten for that.
  if (!ledger.isKnownSince(publicationId, at - DEFAULT_BUS_LIMITS.duplicateWindowMs)) {
    ledger.begin({
      id: publicationId, topic: request.topic, sizeBytes, traceId, channelId: model.channel.id, messageId: message.id, key: model.key, payload: checked.value, deliverTo: { type: 'all' },
      sender: { sessionId: program.source, persona: program.name, slot: null }, from: null, hops: 0, text: `${program.name} sent ${message.name} on ${model.channel.name}${model.key === null ? '' : ` (${model.key})`}`,
    }, at)
  }
  const answer = await bus.publish({ ...event, type: message.technicalName, data: checked.value, time: new Date(at).toISOString(), traceparent: `00-${traceId}-${traceId.slice(0, 16)}-01` })
  if (!answer.ok) ledger.refused(publicationId)
  else if (!answer.duplicate) ledger.accepted(publicationId, answer.seq)
  return answer
}

function travelProblem({ channel, message }: TopicModel): WireError | undefined {
  if (channel.messageIds.length === 0 || channel.messageIds.includes(message.id)) return undefined
  return { code: 'forbidden', message: `${message.name} may not travel on "${channel.name}".` }
}

function roleProblem({ channel }: TopicModel, { name, appRoles = null }: PublishingProgram): WireError | undefined {
  if (appRoles === null || channel.sendRoles.length === 0 || channel.sendRoles.some((role) => appRoles.includes(role))) return undefined
  return { code: 'forbidden', message: `${name} may not send on "${channel.name}"; it needs the role ${roleList(channel.sendRoles)}.` }
}

function refused(error: WireError): Refused {
  return { ok: false, error }
}
