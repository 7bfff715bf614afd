import type { WireError } from '@halley/protocol'
import type { FastifyReply } from 'fastify'
import { sendProblem, type Problem } from '../http/problem-details.ts'

/** Seconds after which a program that was refused for its rate, or for something that is down, may try again. */
const RETRY_AFTER_SECONDS = 1

const STATUSES: Readonly<Record<string, { readonly status: number; readonly title: string }>> = {
  forbidden: { status: 403, title: 'Not permitted' },
  too_large: { status: 413, title: 'Too large' },
  signed_out: { status: 401, title: 'Not known here' },
  'token/expired': { status: 401, title: 'Not known here' },
  'connections/too_many': { status: 429, title: 'Too many connections' },
  rate_limited: { status: 429, title: 'Too many messages' },
  unavailable: { status: 503, title: 'Not available' },
  internal: { status: 500, title: 'Something went wrong' },
  topic_invalid: { status: 422, title: 'Not a topic' },
  schema_invalid: { status: 422, title: 'The data does not fit' },
  hops_exceeded: { status: 422, title: 'Too many hops' },
}

/** A refusal of the wire as HTTP has it: what a request says wrongly is 422 in its body, and 400 (`malformedStatus`) in its address. */
export function problemOfWire(error: WireError, malformedStatus: 400 | 422 = 422): Problem {
  const { code, message, pointer, limit, value, token, tokenIndex } = error
  const { status, title } = STATUSES[code] ?? { status: malformedStatus, title: 'The request was refused' }
  return { status: status === 422 ? malformedStatus : status, code, title, detail: message, pointer, limit, value, token, tokenIndex }
}

/** Answers a program with a problem, and when it may try again, where that would help. */
export function refuseProgram(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 429 || problem.status === 503) void reply.header('retry-after', String(RETRY_AFTER_SECONDS))
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="halley"')
  return sendProblem(reply, problem)
}
