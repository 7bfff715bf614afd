import { eventsRequests, refusalSchema } from '@halley/protocol'
import { z } from 'zod'
import { publishedCloudEventSchema } from '../../programs/cloud-events.ts'
import { CLOUD_EVENT_BATCH_TYPE, CLOUD_EVENT_TYPE } from '../../programs/read-published.ts'
import { eventHistoryQuerySchema } from '../event-history-routes.ts'
import { eventStreamQuerySchema } from '../event-stream-routes.ts'
import type { ApiOperation } from './api-operation.ts'

const count = z.number().int().min(0)

/** The answer to a publish. */
export const publishAnswerSchema = z.object({ seq: count, epoch: z.string(), id: z.string(), duplicate: z.boolean(), matched: count })

export const batchAnswerSchema = z.array(z.union([z.object({ ok: z.literal(true), ...publishAnswerSchema.shape }), refusalSchema]))

const historyAnswerSchema = z.object({ events: z.array(z.looseObject({ specversion: z.literal('1.0'), id: z.string(), source: z.string(), type: z.string(), subject: z.string(), time: z.string(), sequence: z.string(), data: z.json() })), next: count.nullable() })

/** What programs do with events. */
export const eventOperations: readonly ApiOperation[] = [
  {
    id: 'publishEvents', method: 'POST', path: '/api/v1/events', tag: 'events',
    summary: 'Publishes a CloudEvent (as JSON, in ce- headers, or several as a batch) or {topic, data}. The same source and id within two minutes is a duplicate.',
    headers: { 'ce-specversion': '1.0, where the attributes of a CloudEvent are headers and the body is its data; the other attributes likewise, percent-encoded.' },
    body: { [CLOUD_EVENT_TYPE]: publishedCloudEventSchema, [CLOUD_EVENT_BATCH_TYPE]: z.array(publishedCloudEventSchema), 'application/json': eventsRequests.publish.request },
    answers: { 202: { description: 'Accepted; of a batch, all of it, as an array.', schema: z.union([publishAnswerSchema, batchAnswerSchema]) }, 207: { description: 'A batch of which some were refused, each answered in its place.', schema: batchAnswerSchema } },
    refusals: [400, 401, 403, 413, 415, 422, 429, 503],
  },
  {
    id: 'streamEvents', method: 'GET', path: '/api/v1/events', tag: 'events',
    summary: 'Reads events that match, as server-sent events: each a CloudEvent as JSON, its id EPOCH:SEQ. from: new, earliest, last:N, seq:N, time:RFC3339 or resume:EPOCH:SEQ.',
    query: eventStreamQuerySchema, headers: { 'last-event-id': 'The id of the last event that was read; goes on after it, or says first why it cannot.' },
    answers: { 200: { description: 'A stream that goes on until the client leaves.', schema: z.string(), contentType: 'text/event-stream' } },
    refusals: [400, 401, 403, 429, 503],
  },
  {
    id: 'readHistory', method: 'GET', path: '/api/v1/events/history', tag: 'events',
    summary: 'Reads what is still held of events that match, newest first, page by page: the log, and before it what channels keep for late joiners.',
    query: eventHistoryQuerySchema,
    answers: { 200: { description: 'A page; next is before of the one after it, null at the end.', schema: historyAnswerSchema } },
    refusals: [400, 401, 403, 429, 503],
  },
]
