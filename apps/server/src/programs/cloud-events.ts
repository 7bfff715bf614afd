import { createHash } from 'node:crypto'
import type { BusEvent } from '@halley/bus'
import { jsonPointer } from '@halley/model'
import { eventsRequests, type WireError } from '@halley/protocol'
import { z } from 'zod'
import type { ProgramPublish } from '../sessions/publish-from-program.ts'

/** Characters of the source that a client names: it becomes part of ours. */
const SOURCE_CHARACTERS = 200

/** Filters as one attribute, for those of CloudEvents are plain: `region=eu,priority=high`. */
const FILTERS = /^[A-Za-z0-9_-]+=[A-Za-z0-9_-]+(,[A-Za-z0-9_-]+=[A-Za-z0-9_-]+)*$/

/**
 * A CloudEvent 1.0 as a program publishes it. What the server knows better (`time`, `type`, `org`, `hops`, `sequence`, who sent it)
 * is read and not used; attributes that it does not know are left out.
 */
export const publishedCloudEventSchema = z.looseObject({
  specversion: z.literal('1.0', 'must be "1.0"'),
  /** With `source`, it names the event: sent again within two minutes, it is a duplicate. */
  id: z.string().min(1).max(200),
  source: z.string().min(1).max(SOURCE_CHARACTERS).regex(/^[\x21-\x7e]+$/, 'must be a URI reference, without spaces'),
  type: z.string().min(1).max(1_000),
  /** The topic. */
  subject: z.string().max(1_024).optional(),
  /** The topic, where `subject` says something else. */
  topic: z.string().max(1_024).optional(),
  datacontenttype: z.string().regex(/^application\/([\w.-]+\+)?json\s*(;|$)/i, 'must be application/json: other data is not carried').optional(),
  data: z.json().optional(),
  data_base64: z.undefined('is not carried; send JSON as "data"').optional(),
  filters: z.string().max(2_100).regex(FILTERS, 'must be pairs such as region=eu,priority=high').refine(isEachOnce, 'must name each filter once, and none "__proto__", "constructor" or "prototype"').optional(),
  correlationid: z.string().max(1_000).optional(),
  /** `data` is an encrypted envelope; see Encrypted messages. A header can only say it as text. */
  encrypted: z.union([z.literal(true), z.literal('true')]).optional(),
})

/** What a program publishes, with the source that it gave itself; null when it gave none. */
export type ReadEvent = { readonly ok: true; readonly publish: ProgramPublish; readonly source: string | null }
export type EventReading = ReadEvent | { readonly ok: false; readonly error: WireError }

/** Reads a CloudEvent in its JSON form. `pointer` is where it stands in the body. */
export function readCloudEvent(value: unknown, pointer = ''): EventReading {
  const parsed = publishedCloudEventSchema.safeParse(value)
  if (!parsed.success) return malformed('the CloudEvent', parsed.error, pointer)
  const { id, source, subject, topic, data = null, filters, correlationid, encrypted } = parsed.data
  const named = topic ?? subject
  if (named === undefined) return { ok: false, error: { code: 'wire/malformed', message: '"subject" is missing: it is the topic to publish on.', pointer: `${pointer}/subject` } }
  const publish = { topic: named, data, id, ...(filters !== undefined && { filters: Object.fromEntries(filters.split(',').map(pairOf)) }), ...(correlationid !== undefined && { correlationid }), ...(encrypted !== undefined && { encrypted: true as const }) }
  return { ok: true, publish, source }
}

/** Reads `{topic, data, id?, filters?, correlationid?}`, which is what `/events` takes. */
export function readPlainEvent(value: unknown): EventReading {
  const parsed = eventsRequests.publish.request.safeParse(value)
  return parsed.success ? { ok: true, publish: parsed.data, source: null } : malformed('the event', parsed.error, '')
}

/**
 * The `source` of an event: the program, as its grant names it, and what it calls itself behind that. Programs cannot speak for
 * each other, and the ids of two sources of one program are apart.
 */
export function sourceOf(grantSource: string, given: string | null): string {
  if (given === null) return grantSource
  const own = encodeURIComponent(given)
  // The bus takes 1,024 characters; a source this long is told apart, not read.
  return `${grantSource}/${own.length <= SOURCE_CHARACTERS * 2 ? own : createHash('sha256').update(given).digest('base64url')}`
}

/** An event of the bus as a CloudEvent in its JSON form. */
export function cloudEventOf(event: BusEvent): Readonly<Record<string, unknown>> {
  const { id, source, type, subject, time, datacontenttype, data, sequence, org, hops, filters, encrypted, correlationid, causationid, traceparent } = event
  const pairs = Object.entries(filters)
  return {
    specversion: '1.0', id, source, type, subject, time, datacontenttype, sequence, org, ...(hops > 0 && { hops }), ...(pairs.length > 0 && { filters: pairs.map(([key, value]) => `${key}=${value}`).join(',') }),
    ...(encrypted && { encrypted }), correlationid, causationid, traceparent, data,
  }
}

/** Names that mean something else to programs that read them as keys. */
const REFUSED_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

function isEachOnce(filters: string): boolean {
  const names = filters.split(',').map((pair) => pairOf(pair)[0])
  return new Set(names).size === names.length && !names.some((name) => REFUSED_NAMES.has(name))
}

function pairOf(pair: string): [string, string] {
  const [key = '', value = ''] = pair.split('=')
  return [key, value]
}

function malformed(what: string, { issues }: z.ZodError, before: string): EventReading {
  const [issue] = issues
  const inside = jsonPointer(issue?.path ?? [])
  return { ok: false, error: { code: 'wire/malformed', message: `${inside === '' ? what : `"${inside.slice(1)}" of ${what}`} is not valid: ${issue?.message ?? 'unreadable'}.`.replace(/^./, (first) => first.toUpperCase()), pointer: `${before}${inside}` } }
}
