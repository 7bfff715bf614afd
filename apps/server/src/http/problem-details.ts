import type { ErrorCode } from '@halley/protocol'
import type { FastifyReply } from 'fastify'

/** A refusal over HTTP as RFC 9457 has it, with our stable code. */
export type Problem = {
  readonly status: number
  /** Stable; see docs/errors.md. */
  readonly code: ErrorCode | (string & {})
  readonly title: string
  /** What is wrong here and what to do. */
  readonly detail: string
  /** JSON pointer into the document, where one place is at fault. */
  readonly pointer?: string | undefined
  /** The place in a file that is text, from 1. */
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** The limit and the value, where a limit was passed. */
  readonly limit?: number | undefined
  readonly value?: number | undefined
  /** The wrong token of a topic or pattern, and its index from 0. */
  readonly token?: string | undefined
  readonly tokenIndex?: number | undefined
  /** All that is wrong with a request, each with its place. */
  readonly errors?: readonly { readonly parameter?: string; readonly pointer?: string; readonly detail: string }[]
  /** The revision that the project is at, for `project/conflict`. */
  readonly revision?: number
  /** What has to be mended, for `publish/stopped`. */
  readonly problems?: readonly { readonly code: string; readonly text: string }[]
  /** The parts that are down, for `unavailable` of `/readyz`. */
  readonly down?: readonly string[]
  /** A technical name that is not taken, for `publish/name_taken`. */
  readonly freeName?: string
}

/** Answers with a problem. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type('application/problem+json').send({ type: 'about:blank', ...problem })
}
