import { jsonBoundsProblem, jsonPointer, LIMITS } from '@halley/model'
import type { Refusal, ReplyOf, RequestOf, RequestTable, WireError } from '@halley/protocol'
import { oversizeOf } from './oversize-decoder.ts'
import { REQUESTS_PER_SECOND, type RequestRate } from './request-rate.ts'

/** What answers each request of a namespace. */
export type Handlers<T extends RequestTable> = { readonly [K in keyof T]: (request: RequestOf<T, K>) => Promise<ReplyOf<T, K>> | ReplyOf<T, K> }

/** The part of a Socket.IO connection that requests come in by. */
export type RequestSource = { onAny(listener: (event: string, ...parameters: unknown[]) => void): unknown }

export type ServeOptions = {
  /** What may be asked for in a second; nothing is counted when left out. */
  readonly rate?: RequestRate
  /** Is told of a handler that threw: a programmer's mistake. */
  readonly onFailure: (error: unknown, event: string) => void
}

/**
 * Answers the requests of one connection by a table of the protocol: size, shape, handler, acknowledgement.
 * Whatever comes in, it is answered once and nothing is thrown; a request without an acknowledgement is carried out unanswered.
 */
export function serveRequests<T extends RequestTable>(source: RequestSource, { table, handlers }: { readonly table: T; readonly handlers: Handlers<T> }, { onFailure, rate }: ServeOptions): void {
  source.onAny((name: unknown, ...parameters) => {
    // Socket.IO lets numbers through as names of events, whatever its types say.
    const event = String(name)
    const acknowledge = parameters.at(-1)
    const answer = (reply: unknown): void => {
      if (typeof acknowledge === 'function') acknowledge(reply)
    }
    const taken = rate?.take(event) ?? 'ok'
    if (taken === 'tooMany') return
    if (taken === 'limited') return answer(refuse({ code: 'rate_limited', message: `More than ${REQUESTS_PER_SECOND} requests a second; slow down. Who goes on faster is disconnected.`, limit: REQUESTS_PER_SECOND }))
    const request = typeof acknowledge === 'function' && parameters.length === 1 ? undefined : parameters[0]
    const definition = Object.hasOwn(table, event) ? table[event] : undefined
    if (definition === undefined) return answer(refuse({ code: 'wire/unknown_event', message: `There is no event "${event.slice(0, 60)}" here; there are ${Object.keys(table).join(', ')}.` }))
    const problem = sizeProblem(request)
    if (problem !== undefined) return answer(refuse(problem))
    const parsed = definition.request.safeParse(request)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      const pointer = jsonPointer(issue?.path ?? [])
      return answer(refuse({ code: 'wire/malformed', message: `"${event}" is not well-formed${pointer === '' ? '' : ` at ${pointer}`}: ${issue?.message ?? 'unreadable'}.`, pointer }))
    }
    // The table gives both the schema and the handler's parameter, so what it parsed is what the handler takes.
    const handle = handlers[event] as (request: unknown) => unknown
    Promise.resolve()
      .then(() => handle(parsed.data))
      .then(answer)
      .catch((error: unknown) => {
        onFailure(error, event)
        answer(refuse({ code: 'internal', message: 'Something went wrong in the server; it was logged.' }))
      })
  })
}

/** Builds a refusal. */
export function refuse(error: WireError): Refusal {
  return { ok: false, error }
}

function sizeProblem(request: unknown): WireError | undefined {
  const sizeBytes = oversizeOf(request)
  if (sizeBytes !== undefined) return { code: 'wire/too_large', message: `The request has ${sizeBytes} bytes; the limit is ${LIMITS.frameBytes}. Send less at once.`, limit: LIMITS.frameBytes, value: sizeBytes }
  const problem = jsonBoundsProblem(request, { depth: LIMITS.jsonDepth, values: LIMITS.jsonValues })
  switch (problem?.reason) {
    case undefined:
      return undefined
    case 'depth':
      return { code: 'wire/too_deep', message: `The request is nested deeper than ${problem.limit} levels.`, limit: problem.limit }
    case 'values':
      return { code: 'wire/too_deep', message: `The request has more than ${problem.limit} values.`, limit: problem.limit }
    case 'key':
      return { code: 'wire/malformed', message: `"${problem.key ?? ''}" cannot be used as a name.` }
  }
}
