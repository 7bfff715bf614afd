import type { TopicRefusal } from './token-rules.ts'

/** A request that the bus refuses, for a reason that the caller can mend or wait out. */
export interface BusRefusal {
  readonly ok: false
  readonly code: 'schema_invalid' | 'forbidden' | 'too_large' | 'rate_limited' | 'hops_exceeded' | 'unavailable'
  /** What is wrong and what to do, in one sentence for people. */
  readonly message: string
  /** JSON pointer into the request, where one member is wrong. */
  readonly pointer?: string
}

/** Every refusal; `code` says which. */
export type Refusal = BusRefusal | TopicRefusal

/** Builds a refusal; `pointer` names the wrong member of the request. */
export function refuse(code: BusRefusal['code'], message: string, pointer?: string): BusRefusal {
  return pointer === undefined ? { ok: false, code, message } : { ok: false, code, message, pointer }
}

/** Refuses a subscription whose id the connection has in use; `index` is its place among the patterns. */
export function refuseTaken(id: string, index: number): BusRefusal {
  return refuse('schema_invalid', `The connection has a subscription "${id}" already; give another id or none.`, `/patterns/${index}/id`)
}
