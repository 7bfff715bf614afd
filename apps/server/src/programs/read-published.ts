import type { IncomingHttpHeaders } from 'node:http'
import { LIMITS } from '@halley/model'
import type { Problem } from '../http/problem-details.ts'
import { readJson } from '../http/read-json.ts'
import { readCloudEvent, readPlainEvent, type EventReading } from './cloud-events.ts'

/** Content types of CloudEvents 1.0 over HTTP. */
export const CLOUD_EVENT_TYPE = 'application/cloudevents+json'
export const CLOUD_EVENT_BATCH_TYPE = 'application/cloudevents-batch+json'

const PLAIN_TYPE = /^application\/([\w.-]+\+)?json$/

/** What a request wants to publish: one event, or several of which each is answered by itself. */
export type Published = { readonly type: 'one'; readonly reading: EventReading } | { readonly type: 'batch'; readonly readings: readonly EventReading[] } | { readonly type: 'refused'; readonly problem: Problem }

/** Reads the body of a publish over HTTP: a CloudEvent (structured, binary or batch), or the plain form. */
export function readPublished(headers: IncomingHttpHeaders, body: Buffer): Published {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') return refused({ status: 415, code: 'wire/content_type', title: 'Compressed', detail: `The body is sent as it is, without Content-Encoding; ${encoding.slice(0, 40)} is not taken.` })
  const contentType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (contentType === CLOUD_EVENT_BATCH_TYPE) return readBatch(body)
  if (body.length > LIMITS.frameBytes) return refused({ status: 413, code: 'too_large', title: 'Too large', detail: `The body has ${body.length} bytes; the limit for one event is ${LIMITS.frameBytes}.`, limit: LIMITS.frameBytes, value: body.length })
  if (contentType === CLOUD_EVENT_TYPE) return readOne(body, readCloudEvent)
  if (Object.keys(headers).some((name) => name.startsWith('ce-'))) return readBinary(headers, body, contentType)
  if (contentType === 'application/json') return readOne(body, readPlainEvent)
  return refused({ status: 415, code: 'wire/content_type', title: 'Another content type', detail: `Send a CloudEvent as ${CLOUD_EVENT_TYPE}, several as ${CLOUD_EVENT_BATCH_TYPE}, one in ce- headers, or {"topic": …, "data": …} as application/json${contentType === '' ? '' : `; ${contentType.slice(0, 80)} is not taken`}.` })
}

function readOne(body: Buffer, read: (value: unknown) => EventReading): Published {
  const json = readJson(body, 'wire/malformed')
  return json.ok ? { type: 'one', reading: read(json.value) } : refused(json.problem)
}

function readBatch(body: Buffer): Published {
  const json = readJson(body, 'wire/malformed')
  if (!json.ok) return refused(json.problem)
  if (!Array.isArray(json.value)) return refused({ status: 422, code: 'wire/malformed', title: 'Not a batch', detail: 'A batch is a JSON array of CloudEvents.', pointer: '' })
  const { length } = json.value
  if (length > LIMITS.batchEvents) return refused({ status: 413, code: 'too_large', title: 'Too many', detail: `The batch has ${length} events; the limit is ${LIMITS.batchEvents}.`, limit: LIMITS.batchEvents, value: length })
  return { type: 'batch', readings: json.value.map((value, index) => readCloudEvent(value, `/${index}`)) }
}

/** The attributes are headers, the body is the data. */
function readBinary(headers: IncomingHttpHeaders, body: Buffer, contentType: string): Published {
  if (!PLAIN_TYPE.test(contentType) && !(contentType === '' && body.length === 0)) {
    return refused({ status: 415, code: 'wire/content_type', title: 'Another content type', detail: `The data of an event is JSON; send application/json${contentType === '' ? '' : `, not ${contentType.slice(0, 80)}`}.` })
  }
  const attributes: [string, unknown][] = []
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('ce-') || typeof value !== 'string') continue
    const text = decodeHeader(value)
    if (text === undefined) return refused({ status: 400, code: 'wire/malformed', title: 'Not a header', detail: `The header ${name} has a % that is not followed by two hexadecimal digits of UTF-8.` })
    attributes.push([name.slice('ce-'.length), text])
  }
  const json = body.length === 0 ? { ok: true as const, value: null } : readJson(body, 'wire/malformed')
  if (!json.ok) return refused(json.problem)
  return { type: 'one', reading: readCloudEvent({ ...Object.fromEntries(attributes), data: json.value }) }
}

/** Quotes are taken off and percent escapes are read, as the HTTP binding of CloudEvents has it; undefined when the escapes are no UTF-8. */
function decodeHeader(value: string): string | undefined {
  const plain = /^".*"$/.test(value) ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value
  try {
    return decodeURIComponent(plain)
  } catch {
    return undefined
  }
}

function refused(problem: Problem): Published {
  return { type: 'refused', problem }
}
