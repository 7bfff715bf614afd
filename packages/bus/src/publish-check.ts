import type { BusLimits } from './bus-limits.ts'
import { MAX_FILTERS, MAX_HOPS } from './event.ts'
import type { PublishRequest } from './event.ts'
import type { Filters } from './pattern-matching.ts'
import { refuse } from './refusals.ts'
import type { Refusal } from './refusals.ts'
import { isToken } from './token-rules.ts'
import { isTopic, parseTopic } from './topic.ts'

/** Characters of an id, a source or a type: CloudEvents asks only that they are not empty; this keeps hostile ones out of memory. */
const MAX_NAME_CHARACTERS = 1_024

/** Bytes of the envelope's fixed part, as JSON. */
const ENVELOPE_BYTES = 300

/** Says how many bytes an event counts, or why it is refused. Checks all but permission, which is the caller's to check. */
export function checkPublish(request: PublishRequest, limits: BusLimits): { readonly ok: true; readonly sizeBytes: number } | Refusal {
  if (!isTopic(request.topic)) {
    const topic = parseTopic(request.topic)
    if (!topic.ok) return topic
  }
  const names = checkNames(request) ?? checkFilters(request.filters)
  if (names !== null) return names
  const hops = request.hops ?? 0
  if (!Number.isSafeInteger(hops) || hops < 0) return refuse('schema_invalid', `"hops" must be a whole number from 0 to ${MAX_HOPS}.`, '/hops')
  if (hops > MAX_HOPS) return refuse('hops_exceeded', `Messages caused messages ${hops} times in a row; at most ${MAX_HOPS} are allowed.`)
  const sizeBytes = request.sizeBytes ?? measure(request)
  if (sizeBytes === null) return refuse('schema_invalid', 'The data must be a JSON value.', '/data')
  if (sizeBytes > limits.maxEventBytes) return refuse('too_large', `The event has ${sizeBytes} bytes; at most ${limits.maxEventBytes} are allowed.`)
  return { ok: true, sizeBytes }
}

function checkNames(request: PublishRequest): Refusal | null {
  for (const name of ['source', 'type', 'id'] as const) {
    const text = request[name]
    if (name === 'id' && text === undefined) continue
    if (text === undefined || text === '' || text.length > MAX_NAME_CHARACTERS) return refuse('schema_invalid', `"${name}" must have 1 to ${MAX_NAME_CHARACTERS} characters.`, `/${name}`)
  }
  return null
}

function checkFilters(filters: Filters | undefined): Refusal | null {
  if (filters === undefined) return null
  const entries = Object.entries(filters)
  if (entries.length > MAX_FILTERS) return refuse('schema_invalid', `An event has at most ${MAX_FILTERS} filters; this one has ${entries.length}.`, '/filters')
  for (const [key, value] of entries) {
    // Patterns name both as tokens, so anything else could never be asked for.
    if (isToken(key) && isToken(value)) continue
    return refuse('schema_invalid', `A filter's key and value are 1 to 64 letters, digits, _ or -; "${key.slice(0, 64)}" is not such a pair.`, `/filters/${key.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1')}`)
  }
  return null
}

function measure(request: PublishRequest): number | null {
  try {
    const text: string | undefined = JSON.stringify(request.data)
    const contextBytes = request.context === undefined ? 0 : utf8Bytes(JSON.stringify(request.context) ?? '')
    return text === undefined ? null : utf8Bytes(text) + contextBytes + request.topic.length + ENVELOPE_BYTES
  } catch {
    // A cycle or a bigint: JSON has no form for it, which the caller is told.
    return null
  }
}

/** Bytes of a text in UTF-8; this package has no TextEncoder. */
function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    // A surrogate is half of four bytes, so each counts two.
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1
  }
  return bytes
}
